//! The words around numbers: how the last word before one is found, which words
//! matter there, and what letters may be a prefix.

/// Longer words are not compared, in bytes.
const LONGEST_WORD: usize = 40;

/// Series of the state, its authorities and committees, the union and the
/// standards, and words before numbers that belong to no series.
const FOREIGN: [&str; 33] = [
    "dir", "sou", "sfs", "ds", "prop", "bet", "rskr", "skr", "pm", "lag", "lagen", "kap", "eu", "eg", "eeg", "euratom",
    "iso", "afs", "tsfs", "hslf-fs", "ju", "fi", "ku", "fö", "kn", "li", "s", "u", "n", "a", "m", "tel", "fax",
];
const FOREIGN_ENDINGS: [&str; 4] = ["förordning", "förordningen", "direktiv", "direktivet"];

/// How the last word is joined to the digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// `KS2014`
    None,
    /// `KS/2014`
    Joint,
    /// `KS 2014`
    Space,
    /// `Motion (2017`
    Parenthesis,
}

/// Words that matter before a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// `Dnr` and its like.
    Register,
    /// `nr`, which says nothing: what counts stands before it.
    Counter,
    /// `Motion` and its like, in canonical form.
    Kind(&'static str),
    /// What only numbers of others follow.
    Foreign,
    /// `och`
    Joiner,
    /// Any other, or none.
    Other,
}

/// The last word of a text and how it ends.
#[derive(Clone, Copy, Debug)]
pub struct Tail<'t> {
    /// What stands before the word.
    pub rest: &'t str,
    /// Empty where something else than a word stands last.
    pub word: &'t str,
    /// What follows it.
    pub gap: Gap,
    /// `Dnr:`, `mot.`
    pub stopped: bool,
    /// `(EU)`
    pub closed: bool,
    /// Whether it is no part of a longer token, such as an address.
    pub stands_free: bool,
}

impl<'t> Tail<'t> {
    /// Finds the last word of `text`.
    pub fn of(text: &'t str) -> Self {
        let (base, gap) = without_gap(text);
        let stop = base.strip_suffix(['.', ':']).unwrap_or(base);
        let closed = stop.strip_suffix(')');
        let inner = closed.unwrap_or(stop);
        let word = last_word(inner);
        let rest = &inner[..inner.len() - word.len()];
        // A hyphen with no word before it is a bullet, or part of something broken.
        let bullet = base.is_empty() || base.ends_with(is_space);
        let joined = gap != Gap::Joint || !word.is_empty() || bullet && text.ends_with('-');
        Self {
            rest,
            word,
            gap,
            stopped: stop.len() < base.len(),
            closed: closed.is_some(),
            stands_free: joined && !rest.ends_with(holds_on),
        }
    }

    /// The word before this one, with the gap between it and the digits.
    pub fn passed_over(&self) -> Self {
        let before = Self::of(self.rest);
        let gap = if before.gap == Gap::Parenthesis { before.gap } else { self.gap };
        Self { gap, ..before }
    }

    /// Whether the word and the digits are apart.
    pub fn has_space(&self) -> bool {
        matches!(self.gap, Gap::Space | Gap::Parenthesis)
    }

    /// Whether the digits begin a token of their own.
    pub fn lets_go(&self) -> bool {
        self.has_space() || self.stopped || self.word.is_empty() && self.stands_free
    }

    /// Whether `Dnr` stands before the word.
    pub fn follows_register(&self) -> bool {
        !self.word.is_empty() && Self::of(self.rest).word() == Word::Register
    }

    /// What the word means there.
    pub fn word(&self) -> Word {
        match self.rest.chars().next_back() {
            Some('§') if self.word.is_empty() => return Word::Foreign,
            Some(',') if self.word.is_empty() => return Word::Joiner,
            _ if self.word.is_empty() || self.word.len() > LONGEST_WORD => return Word::Other,
            _ if !self.stands_free => return Word::Other,
            _ => {}
        }
        match spelled(self.word).as_str() {
            "eu" | "eg" | "eeg" | "euratom" => Word::Foreign,
            _ if self.closed => Word::Other,
            "nr" | "nummer" => Word::Counter,
            "och" | "samt" => Word::Joiner,
            "dnr" | "diarienr" | "diarienummer" | "ärendenr" | "ärendenummer" => Word::Register,
            // Without its dot `mot` is the preposition.
            "mot" if !self.stopped => Word::Other,
            word => kind(word).map_or_else(|| foreign(word), Word::Kind),
        }
    }
}

fn kind(word: &str) -> Option<&'static str> {
    match word {
        "mot" | "motion" | "motionen" | "motioner" | "motionerna" => Some("MOTION"),
        "utl" | "utlåtande" | "utlåtandet" | "utlåtanden" | "utlåtandena" => Some("UTLÅTANDE"),
        "interpellation" | "interpellationen" | "interpellationer" | "interpellationerna" => Some("INTERPELLATION"),
        _ => None,
    }
}

fn foreign(word: &str) -> Word {
    let listed = FOREIGN.contains(&word);
    let ends_so = || FOREIGN_ENDINGS.iter().any(|ending| word.ends_with(ending));
    if listed || ends_so() { Word::Foreign } else { Word::Other }
}

/// What stands before the gap at the end of `text`.
fn without_gap(text: &str) -> (&str, Gap) {
    let open = text.strip_suffix('(').unwrap_or(text);
    let spaced = open.trim_end_matches(is_space);
    let joined = spaced.trim_end_matches(['/', '-', '\u{2010}', '\u{2011}']);
    match () {
        () if open.len() < text.len() => (spaced, Gap::Parenthesis),
        () if spaced.len() < text.len() => (spaced, Gap::Space),
        () if joined.len() < text.len() => (joined, Gap::Joint),
        () => (spaced, Gap::None),
    }
}

/// Whether a prefix may number its cases with a colon, as the state's committees
/// (`Ju 2025:14`) and the authorities' statutes (`SKVFS 2017:3`) do.
pub fn may_have_colon(prefix: &str) -> bool {
    let own = foreign(&prefix.to_lowercase()) == Word::Other;
    own && prefix.chars().count() > 1 && !prefix.ends_with("FS")
}

/// `KS`, `S-Dp`: at most six letters, in capitals up to the letter after a hyphen.
pub fn is_capital_prefix(word: &str) -> bool {
    let (head, tail) = word.split_once('-').unwrap_or((word, "X"));
    let letters = word.chars().filter(|letter| letter.is_alphabetic()).count();
    let capital = |letter: char| letter.is_uppercase() || !letter.is_alphabetic();
    let shaped =
        head.starts_with(char::is_uppercase) && head.chars().all(capital) && tail.starts_with(char::is_uppercase);
    shaped && letters <= 6 && !tail.contains('-')
}

/// `Ks`, `bun`: what only a register or `Dnr` makes a prefix.
pub fn is_loose_prefix(word: &str) -> bool {
    !word.contains('-') && (1..=3).contains(&word.chars().filter(|letter| letter.is_alphabetic()).count())
}

/// A word in small letters, without soft hyphens, and with å, ä and ö in one
/// character where a system wrote them in two.
pub fn spelled(word: &str) -> String {
    let mut spelled = String::with_capacity(word.len());
    for letter in word.chars().filter(|&letter| letter != '\u{ad}') {
        let whole = match (letter, spelled.chars().next_back()) {
            ('\u{30a}', Some('a')) => 'å',
            ('\u{308}', Some('a')) => 'ä',
            ('\u{308}', Some('o')) => 'ö',
            _ => {
                spelled.extend(letter.to_lowercase());
                continue;
            }
        };
        spelled.pop();
        spelled.push(whole);
    }
    spelled
}

/// The letters at the end of `text`, with hyphens between them.
fn last_word(text: &str) -> &str {
    let start = text.rfind(|letter| !is_letter(letter) && letter != '-');
    let run = start.map_or(text, |at| &text[text.ceil_char_boundary(at + 1)..]);
    run.trim_start_matches('-')
}

/// Whether a letter, or a mark on one.
pub fn is_letter(letter: char) -> bool {
    letter.is_alphabetic() || matches!(letter, '\u{ad}' | '\u{308}' | '\u{30a}')
}

/// Whether a space, broken or not, or the end of a line.
pub fn is_space(letter: char) -> bool {
    letter.is_whitespace()
}

/// Characters that make one token of what stands on their two sides.
pub fn holds_on(letter: char) -> bool {
    letter.is_alphanumeric() || "_=@#&%+\\~/-".contains(letter)
}
