//! What happened in a case, along time: proposals hollow, decisions solid, and
//! between them how long it took.

use jiff::civil::Date;

use super::{Across, close, draw, open, push_words};

/// What happened, as far as the eye can tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happening {
    /// A document came.
    Document,
    /// A body answered.
    Answer,
    /// An answer was proposed to a body.
    ProposedAnswer,
    /// A decision was proposed.
    Proposal,
    /// It was decided.
    Decision,
}

impl Happening {
    /// All, in the order of a legend.
    pub const ALL: [Self; 5] = [Self::Decision, Self::Proposal, Self::Answer, Self::ProposedAnswer, Self::Document];

    /// The name of its class, and of its word in the locale below `picture`.
    pub fn class(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Answer => "answer",
            Self::ProposedAnswer => "proposed_answer",
            Self::Proposal => "proposal",
            Self::Decision => "decision",
        }
    }

    fn draw_at(self, out: &mut String, x: Across, y: usize) {
        let class = self.class();
        match self {
            Self::Document => draw!(out, "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"3\"/>"),
            Self::Answer | Self::ProposedAnswer => {
                draw!(out, "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"4.5\"/>");
            }
            Self::Proposal | Self::Decision => {
                draw!(out, "<svg x=\"{x}\" y=\"{y}\"><path class=\"{class}\" d=\"M-6-6H6V6H-6Z\"/></svg>");
            }
        }
    }

    /// Adds it as a picture of its own, beside its word: for the eye alone.
    pub fn push(self, out: &mut String) {
        out.push_str("<svg class=\"shape\" viewBox=\"-7 -7 14 14\" aria-hidden=\"true\">");
        self.draw_at(out, Across(0), 0);
        out.push_str("</svg>");
    }
}

/// Something that happened on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// When.
    pub day: Date,
    /// What.
    pub what: Happening,
}

/// Where the line begins and ends: half a mark from the edges.
const START: i64 = 250;
const END: i64 = Across::WIDTH - START;

/// What happened closer than this after something is piled upon it.
const CLOSE: i64 = 380;

/// The height of a mark in a pile, and how many the highest pile has.
const MARK: usize = 14;
const HIGHEST: usize = 6;

/// Numbers above piles that are closer than this would run into one another.
const NEAR: i64 = 1_000;

/// A wait is written out where it is at least this wide; no more than so many.
const WIDE: i64 = 2_600;
const WAITS: usize = 2;

/// At most so many years are written below the line.
const YEARS: i16 = 6;

impl Event {
    /// Draws what happened, which is in the order of time, with the `periods` in
    /// which answers were waited for; `says` tells it in so many words, `wait` how
    /// long so many days are. Draws nothing when it all happened in one day.
    pub fn draw(out: &mut String, events: &[Self], periods: &[(Date, Date)], says: &str, wait: impl Fn(i64) -> String) {
        let days = || events.iter().map(|event| event.day).chain(periods.iter().flat_map(|(from, to)| [*from, *to]));
        let (Some(first), Some(last)) = (days().min(), days().max()) else { return };
        if first == last {
            return;
        }
        let line = Line { first, last };
        let piles = line.pile(events);
        let highest = piles.iter().map(|pile| pile.marks.len().min(HIGHEST)).max().unwrap_or(0);
        let y = highest.saturating_sub(1) * MARK + 20;
        open(out, "along", y + 34, says);
        for (from, to) in periods {
            let (x, end) = (line.at(*from), line.at(*to));
            draw!(
                out,
                "<rect class=\"period\" x=\"{x}\" y=\"{}\" width=\"{}\" height=\"9\"/>",
                y - 4,
                Across(end.0 - x.0)
            );
        }
        draw!(out, "<line x1=\"{}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\"/>", Across(START), Across(END));
        line.draw_years(out, y);
        draw_waits(out, &piles, y - 10, wait);
        for (index, pile) in piles.iter().enumerate() {
            pile.draw(out, y, lean(&piles, index));
        }
        close(out);
    }
}

/// What happened about the same time.
struct Pile {
    x: Across,
    first: Date,
    last: Date,
    /// What weighs most comes first, and lies at the bottom.
    marks: Vec<Happening>,
}

impl Pile {
    /// Draws it, with its bottom at `y`: of a very high one a part, and how many there are besides.
    fn draw(&self, out: &mut String, y: usize, anchor: &str) {
        let rest = self.rest();
        let shown = self.marks.len() - rest;
        for (level, mark) in self.marks[..shown].iter().enumerate() {
            mark.draw_at(out, self.x, y - level * MARK);
        }
        if rest > 0 {
            push_words(out, self.x, y - shown * MARK + 4, anchor, &format!("+{rest}"));
        }
    }

    /// How many are not drawn.
    fn rest(&self) -> usize {
        if self.marks.len() > HIGHEST { self.marks.len() - (HIGHEST - 1) } else { 0 }
    }
}

/// Where the number above a pile stands: of two beside each other one leans to the left, the other to the right.
fn lean(piles: &[Pile], index: usize) -> &'static str {
    let is_near = |other: &Pile| other.rest() > 0 && (other.x.0 - piles[index].x.0).abs() < NEAR;
    if index > 0 && is_near(&piles[index - 1]) {
        "start"
    } else if piles.get(index + 1).is_some_and(is_near) {
        "end"
    } else {
        "middle"
    }
}

/// Time as a line.
struct Line {
    first: Date,
    last: Date,
}

/// How many days lie between two.
pub fn days_between(from: Date, to: Date) -> i64 {
    i64::from(from.until(to).expect("the days of documents lie close").get_days())
}

impl Line {
    fn at(&self, day: Date) -> Across {
        Across::between(START, END, days_between(self.first, day), days_between(self.first, self.last))
    }

    /// What happened, in piles where it is too close to stand side by side.
    fn pile(&self, events: &[Event]) -> Vec<Pile> {
        let mut piles: Vec<Pile> = Vec::new();
        for event in events {
            let x = self.at(event.day);
            match piles.last_mut().filter(|pile| x.0 - pile.x.0 < CLOSE) {
                Some(pile) => {
                    pile.marks.push(event.what);
                    pile.last = event.day;
                }
                None => piles.push(Pile { x, first: event.day, last: event.day, marks: vec![event.what] }),
            }
        }
        piles.iter_mut().for_each(|pile| pile.marks.sort_by(|one, other| other.cmp(one)));
        piles
    }

    /// Below the line: where years begin, and the first and last year.
    fn draw_years(&self, out: &mut String, y: usize) {
        let words = y + 26;
        push_words(out, Across(START), words, "start", &self.first.year().to_string());
        if self.last.year() == self.first.year() {
            return;
        }
        push_words(out, Across(END), words, "end", &self.last.year().to_string());
        let step = (self.last.year() - self.first.year()) / YEARS + 1;
        for year in self.first.year() + 1..=self.last.year() {
            let Ok(day) = Date::new(year, 1, 1) else { continue };
            let x = self.at(day);
            draw!(out, "<line class=\"tick\" x1=\"{x}\" y1=\"{}\" x2=\"{x}\" y2=\"{}\"/>", y + 5, y + 11);
            // The words of the first and the last year have their places.
            let has_room = x.0 - START > 1_500 && END - x.0 > 2_000;
            if has_room && (year - self.first.year()) % step == 0 && year != self.last.year() {
                push_words(out, x, words, "start", &year.to_string());
            }
        }
    }
}

/// Above the line: how long the longest waits were.
fn draw_waits(out: &mut String, piles: &[Pile], y: usize, wait: impl Fn(i64) -> String) {
    let gap = |pair: &[Pile]| (days_between(pair[0].last, pair[1].first), pair[0].x, pair[1].x);
    let mut gaps: Vec<_> = piles.windows(2).map(gap).filter(|(_, from, to)| to.0 - from.0 >= WIDE).collect();
    gaps.sort_by_key(|(days, from, _)| (std::cmp::Reverse(*days), *from));
    for (days, from, to) in gaps.into_iter().take(WAITS) {
        push_words(out, Across(from.0.midpoint(to.0)), y, "middle", &wait(days));
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn drawn(events: &[(Date, Happening)]) -> String {
        let events: Vec<_> = events.iter().map(|(day, what)| Event { day: *day, what: *what }).collect();
        let mut out = String::new();
        Event::draw(&mut out, &events, &[], "<det>", |days| format!("{days} d"));
        out
    }

    #[test]
    fn what_happened_in_one_day_needs_no_picture() {
        assert_eq!(drawn(&[]), "");
        assert_eq!(drawn(&[(date(2020, 1, 1), Happening::Document); 2]), "");
    }

    #[test]
    fn what_comes_close_is_piled_up_and_long_waits_are_written_out() {
        let motion = (date(2019, 1, 1), Happening::Document);
        let drawn = drawn(&[motion, motion, (date(2021, 1, 1), Happening::Decision)]);
        assert!(drawn.contains("aria-label=\"&lt;det&gt;\""), "{drawn}");
        assert!(drawn.contains("cx=\"2.5%\" cy=\"34\"") && drawn.contains("cx=\"2.5%\" cy=\"20\""), "{drawn}");
        assert!(drawn.contains("text-anchor=\"middle\">731 d</text>"), "{drawn}");
        assert!(drawn.contains(">2019</text>") && drawn.contains(">2020</text>") && drawn.contains(">2021</text>"));
    }

    #[test]
    fn a_pile_has_an_end_and_what_weighs_most_is_never_left_out() {
        let answers = [(date(2020, 1, 1), Happening::Answer); 40];
        let end = [(date(2020, 1, 2), Happening::Decision), (date(2020, 12, 1), Happening::Answer)];
        let drawn = drawn(&[answers.as_slice(), &end].concat());
        assert!(drawn.contains("height=\"124\""), "{drawn}");
        assert_eq!(drawn.matches("class=\"answer\"").count(), HIGHEST - 2 + 1, "{drawn}");
        assert!(drawn.contains("<svg x=\"2.5%\" y=\"90\"><path class=\"decision\""), "{drawn}");
        assert!(drawn.contains(">+36</text>"), "{drawn}");
    }
}
