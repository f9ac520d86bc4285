//! Words that look Swedish: those of a town hall, and as many made-up ones as a
//! real archive has rare ones.

use std::collections::HashSet;

use super::random::{Random, Ranked};

const SMALL: &str = "och att det i en som på är av för med till den har de inte om ett men sig så vi kan när \
    nu under vid efter eller ut upp sin ska bör genom mellan mot utan inom över också enligt samt därför dock denna \
    detta dessa varje alla många flera andra sådan både vilka där här redan endast mer mest bland ingen kring";

/// The nouns of municipal matters.
const CIVIC: &str = "kommun förslag motion yttrande remiss ärende nämnd styrelse fullmäktige förvaltning \
    verksamhet budget skola omsorg äldre barn ungdom bostad mark plan väg cykelväg trafik miljö klimat energi vatten \
    avlopp avfall park idrott kultur bibliotek näringsliv arbete integration trygghet säkerhet tillgänglighet \
    upphandling avtal taxa avgift utredning uppföljning granskning revision bedömning beredning åtgärd uppdrag mål \
    strategi riktlinje samverkan dialog medborgare förening bolag region stat lag bestämmelse tillsyn tillstånd \
    bygglov detaljplan översiktsplan exploatering fastighet lokal investering drift kostnad intäkt personal kompetens \
    ledning kvalitet resurs stöd insats behov hälsa vård hemtjänst förskola grundskola gymnasium lärare elev måltid \
    kost transport kollektivtrafik buss tåg station hållplats parkering belysning vinter snö brygga hamn sjö skog \
    natur friluftsliv lekplats torg centrum landsbygd tätort stadsdel kvarter gångbana bullerskydd badhus ishall \
    fritidsgård musikskola återvinning solceller fjärrvärme bredband kulturmiljö gatuträd koloniområde";

const BEGINNINGS: &str =
    "b bl br d dr f fl fr g gl gr h j k kl kn kr kv l m n p pl pr r s sk sl sm sn sp st str t tr v";
const VOWELS: &str = "a a a e e e i i o o u y å ä ä ö";
const ENDINGS: &str = "l ll r rr n nn m s ss t tt k ck g d nd ng lt rt st ft rk lm rn v";
const INFLECTIONS: [&str; 13] = ["en", "et", "ar", "er", "or", "erna", "s", "ens", "a", "ade", "ning", "ande", "lig"];

const STEMS: usize = 6000;

/// The words of a corpus.
pub struct Words {
    stems: Vec<String>,
    forms: Vec<String>,
    rank: Ranked,
}

impl Words {
    /// Makes them up.
    pub fn new(seed: u64) -> Self {
        let mut random = Random::new(seed, "words", 0);
        let stems = stems(&mut random);
        let forms = forms(&stems, &mut random);
        let rank = Ranked::new(forms.len(), 2.0);
        Self { stems, forms, rank }
    }

    /// A word of the vocabulary or, once in a while, a compound.
    pub fn push(&self, random: &mut Random, out: &mut String) {
        if random.below(18) == 0 {
            self.push_compound(random, out);
        } else {
            out.push_str(&self.forms[self.rank.pick(random)]);
        }
    }

    /// A compound of two stems. There is no end of rare ones, so that a search
    /// index goes on growing with the archive as it does in life.
    fn push_compound(&self, random: &mut Random, out: &mut String) {
        let depth = 1.0 - random.unit();
        let rank = (2000.0 / (depth * depth)) as u64;
        let mut parts = Random::new(rank, "compound", 0);
        let first = &self.stems[parts.below(STEMS)];
        out.push_str(first);
        if first.len() > 5 {
            out.push('s');
        }
        out.push_str(&self.stems[parts.below(STEMS)]);
        if parts.percent(70) {
            out.push_str(parts.pick(&INFLECTIONS));
        }
    }

    /// So many words with spaces between.
    pub fn several(&self, random: &mut Random, count: usize) -> String {
        let mut out = String::with_capacity(count * 8);
        for at in 0..count {
            if at > 0 {
                out.push(' ');
            }
            self.push(random, &mut out);
        }
        out
    }

    /// A sentence without its full stop.
    pub fn sentence(&self, random: &mut Random) -> String {
        let count = random.between(6, 20);
        let mut out = String::with_capacity(count * 8);
        for at in 0..count {
            if at > 0 {
                out.push_str(if count > 12 && at == count / 2 { ", " } else { " " });
            }
            self.push(random, &mut out);
        }
        capitalized(&out)
    }

    /// So many names of topics, the nouns of municipal matters first.
    pub fn topics(&self, count: usize) -> Vec<String> {
        // Two words may differ only in what an address does not show.
        let mut addresses = HashSet::new();
        let stems = self.stems.iter().filter(|stem| addresses.insert(diarium::slug::slug(stem)));
        stems.take(count).map(|stem| capitalized(stem)).collect()
    }

    /// What a case is about.
    pub fn title(&self, random: &mut Random) -> String {
        let mut out = String::new();
        self.push_compound(random, &mut out);
        format!("{} {}", capitalized(&out), self.several(random, 4))
    }
}

/// The words of one of the lists.
pub fn list(words: &'static str) -> Vec<&'static str> {
    words.split_whitespace().collect()
}

/// With a capital first.
fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn stems(random: &mut Random) -> Vec<String> {
    let [beginnings, vowels, endings] = [BEGINNINGS, VOWELS, ENDINGS].map(list);
    let mut stems: Vec<String> = list(CIVIC).into_iter().map(str::to_owned).collect();
    let mut known: HashSet<String> = stems.iter().cloned().collect();
    while stems.len() < STEMS {
        let mut stem = String::new();
        for _ in 0..random.between(1, 2) {
            stem.push_str(random.pick(&beginnings));
            stem.push_str(random.pick(&vowels));
            stem.push_str(random.pick(&endings));
        }
        if known.insert(stem.clone()) {
            stems.push(stem);
        }
    }
    stems
}

/// Small words first, for those are the commonest; then the stems, inflected.
fn forms(stems: &[String], random: &mut Random) -> Vec<String> {
    let mut forms: Vec<String> = list(SMALL).into_iter().map(str::to_owned).collect();
    let mut known: HashSet<String> = forms.iter().cloned().collect();
    for (rank, stem) in stems.iter().enumerate() {
        // Common words are met in more of their forms.
        let count = if rank < 2000 { 6 } else { 3 };
        let inflected: Vec<String> = (0..count).map(|_| format!("{stem}{}", random.pick(&INFLECTIONS))).collect();
        forms.extend(std::iter::once(stem.clone()).chain(inflected).filter(|form| known.insert(form.clone())));
    }
    forms
}
