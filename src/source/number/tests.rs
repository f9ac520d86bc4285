//! Every number form that municipalities are known to write, and what only looks like one.

use super::*;

/// `text => linked | prefix | key`, and `;` before another mention. A prefix that is not there is `-`.
const FORMS: &str = "
    Dnr 2017/000991 => 2017/000991 | - | 2017/991
    Utlåtande Rotel VI (Dnr 2017/000991) => 2017/000991 | - | 2017/991
    Svar på remiss, Dnr KS 2023/1387 => KS 2023/1387 | KS | 2023/1387
    I KS 2023/1387 föreslås => KS 2023/1387 | KS | 2023/1387
    Dnr SOF 2024/132 => SOF 2024/132 | SOF | 2024/132
    Dnr KS 2019/562. => KS 2019/562 | KS | 2019/562
    Dnr 328-1720/2012 => 328-1720/2012 | - | 328/1720/2012
    Remiss från KS, dnr 316-259/2012. => 316-259/2012 | - | 316/259/2012
    Dnr 001-1253/2011 => 001-1253/2011 | - | 1/1253/2011
    Dnr 1.5.1-135-2012 => 1.5.1-135-2012 | - | 1.5.1/135/2012
    Dnr: 1.2.4-182-2013 => 1.2.4-182-2013 | - | 1.2.4/182/2013
    Dnr 1.5.1/026-2013 => 1.5.1/026-2013 | - | 1.5.1/26/2013
    Dnr 2.2.2/171-2013 => 2.2.2/171-2013 | - | 2.2.2/171/2013
    Dnr 2.1/1216-2011 => 2.1/1216-2011 | - | 2.1/1216/2011
    Dnr 2006-152-307. => 2006-152-307 | - | 2006/152/307
    Dnr: 102-274-04 => 102-274-04 | - | 102/274/2004
    Dnr: 103-209/04 => 103-209/04 | - | 103/209/2004
    enligt 103-209/97, som => 103-209/97 | - | 103/209/1997
    dnr T 2010-313-01743 => T 2010-313-01743 | T | 2010/313/1743
    Dnr KS/2014/0073 => KS/2014/0073 | KS | 2014/73
    KS/2014/0073 => KS/2014/0073 | KS | 2014/73
    Dnr KS 02-820 107 => KS 02-820 107 | KS | 2002/820/107
    KS 02-820\u{a0}107 => KS 02-820\u{a0}107 | KS | 2002/820/107
    ärende 2013-KS0548/003 => 2013-KS0548/003 | - | 2013/KS/548/3
    nummer 2016-000003 => 2016-000003 | - | 2016/3
    detaljplan S-Dp 2002-11922-54 för => S-Dp 2002-11922-54 | S-DP | 2002/11922/54
    AMN 2023-0123-... => AMN 2023-0123 | AMN | 2023/123
    KS 2023:1387 => KS 2023:1387 | KS | 2023/1387
    DIARIENUMMER:\u{202f}KS\u{a0}2023/1387 => KS\u{a0}2023/1387 | KS | 2023/1387
    Dnr Ks 2014/12 => Ks 2014/12 | KS | 2014/12
    Dnr E2014-513-00123 => E2014-513-00123 | E | 2014/513/123
    Ärendenr 48213 => 48213 | - | 48213
    2017/00\u{ad}0991-ärendet => 2017/00\u{ad}0991 | - | 2017/991
    dnr 2017\u{2011}000991 => 2017\u{2011}000991 | - | 2017/991
    I 2017/991 föreslås => 2017/991 | - | 2017/991
    Enligt KF:s beslut (2017/991), => 2017/991 | - | 2017/991
    Dnr 7-9-2011 => 7-9-2011 | - | 7/9/2011
    Dnr 2018-2019 => 2018-2019 | - | 2018/2019
    Motion 2017:40 av => Motion 2017:40 | MOTION | 2017/40
    Motion (2017:40) av X och Y (båda SD) => Motion (2017:40) | MOTION | 2017/40
    Motion nr 2017:40 => Motion nr 2017:40 | MOTION | 2017/40
    motionen (nr. 2017:40) => motionen (nr. 2017:40) | MOTION | 2017/40
    Mot. 2017:40 => Mot. 2017:40 | MOTION | 2017/40
    Motion (2012:6, om x) => 2012:6 | MOTION | 2012/6
    Motion av Yvonne Ruwaida (mp) (2008:25) => 2008:25 | MOTION | 2008/25
    Motion av A. Ek m.fl. (2008:25) => 2008:25 | MOTION | 2008/25
    Utlåtande 2017:19 RI (Dnr .../2016) => Utlåtande 2017:19 | UTLÅTANDE | 2017/19
    Utla\u{30a}tande 2017:19 => Utla\u{30a}tande 2017:19 | UTLÅTANDE | 2017/19
    Utlåtande 2016:99 RI+IV => Utlåtande 2016:99 | UTLÅTANDE | 2016/99
    Utl. 2008:182 => Utl. 2008:182 | UTLÅTANDE | 2008/182
    Interpellation nr 2012:49 av => Interpellation nr 2012:49 | INTERPELLATION | 2012/49
    Dnr 7-742-2011 och 5-744-2011 => 7-742-2011 | - | 7/742/2011 ; 5-744-2011 | - | 5/744/2011
    Dnr 12-04, 13-04 samt 14-04 => 12-04 | - | 12/2004 ; 13-04 | - | 13/2004 ; 14-04 | - | 14/2004
    Motion (2017:40) och (2017:41) => Motion (2017:40) | MOTION | 2017/40 ; 2017:41 | MOTION | 2017/41
    Motion (2012:6) om kombolägenheter. Remiss, dnr 316-259/2012. Dnr 1.5.1-135-2012 => Motion (2012:6) | MOTION | 2012/6 ; 316-259/2012 | - | 316/259/2012 ; 1.5.1-135-2012 | - | 1.5.1/135/2012
    2017/991–2017/995 => 2017/991 | - | 2017/991 ; 2017/995 | - | 2017/995
    Dnr 2017/991, 345 personer under 2018-2019 => 2017/991 | - | 2017/991
    Dnr 2017/991, 2018-2019 och 2024-03-19 => 2017/991 | - | 2017/991
";

/// Text without mentions, with ` ; ` between.
const OTHERS: &str = "
    2018-2019 ; under 2018-2019. ; läsåret 2016/2017 ; 2016/17 ; 2024-02-02 ; 2026-02-12 ; 28/1 ; 4/5
    dir. 2023:151 ; (dir. 2023:151) ; dir 2025:56 ; Ju 2025:14 ; (Ju 2025:14) ; Dnr Ju 2025:14 ; Fi 2009:01
    2017:40 ; (2017:725) ; SFS 2017:900 ; SOU 2020:1 ; (SOU 2011:19) ; Ds 2009:61 ; prop. 2016/17:171
    bet. 2016/17:KU30 ; rskr. 2016/17:344 ; mot. 2016/17:1234 ; mot 2017:40 ; Nr 2012:49 av Tomas Rudin (S)
    SOF 2024-03-19 ; Dnr 2024-03-19 ; 28/1-2013 ; 12/3/2024 ; (framställd 28/1, bordlagd 29/4) ; kl. 08:00-16:30
    08-508 25 152 ; Telefon: 08-50825152 ; 070-123-45-67 ; TEL 08-508 25 152 ; 850709-9805 ; 212000-0142
    100/2 000 ; 1 000 ; Sida 2 (3) ; 112 25 Stockholm ; artikel1 ; A4 ; 0 ; Dnr ; Dnr 12 ; Dnr 2017 ; KS 28/1x
    EU 2016/679 ; (EU) 2016/679 ; förordning (EU) nr 2016/679 ; dataskyddsförordningen 2016/679 ; 2008/98/EG
    förvaltningslagen (1986:223) ; 4 § förvaltningslagen ; KS § 12/2017 ; kap 3/2017 ; PM 2017/12 ; ISO 9001:2015
    Motion av X (s) om lagen (1986:223) ; Motion av X Förvaltningslagen (1986:223)
    Motion av Per Ek. Enligt Y (1986:223) ; HSLF-FS 2017:30 ; SKVFS 2017:3 ; TSFS 2017/3 ; (Dnr .../2016)
    2017/991a ; x_2017/991 ; a@2017/991 ; https://x.se/2017/991 ; https://x.se/KS/2014/0073 ; x.se/?2017/991.html
";

/// As `FORMS`, but every reading of the one mention.
const READINGS: &str = "
    Dnr KS 02-820 107 => KS 02-820 107 | KS | 2002/820/107 ; KS 02-820 | KS | 2002/820
    KS 2023/1387 12 personer => KS 2023/1387 12 | KS | 2023/1387/12 ; KS 2023/1387 | KS | 2023/1387
    KS 2023/1387 2024-03-19 => KS 2023/1387 | KS | 2023/1387
    Motion 2017/991 => Motion 2017/991 | MOTION | 2017/991 ; 2017/991 | - | 2017/991
    ENLIGT 2017/991 => ENLIGT 2017/991 | ENLIGT | 2017/991 ; 2017/991 | - | 2017/991
    OM 2017/991 => OM 2017/991 | OM | 2017/991
";

/// `text => prefix | key`, or `none`, for whole strings.
const WHOLE: &str = "
    2017/000991 => - | 2017/991
    2017-991 => - | 2017/991
    2017:991 => - | 2017/991
    2017 / 991 => - | 2017/991
    ks 2023 1387 => KS | 2023/1387
    KS2023/1387 => KS | 2023/1387
    Dnr: KS-2023-1387 => KS | 2023/1387
    Dnr 2006-152-307. => - | 2006/152/307
    2013-ks0548/003 => - | 2013/KS/548/3
    N2017/04567/FF => N | 2017/4567/FF
    Interpellation nr 2012:49 => INTERPELLATION | 2012/49
    Motion (2017:40) => MOTION | 2017/40
    (2017:40) => - | 2017/40
    4/5 => - | 4/5
    Dnr 48213 => - | 48213
    KS 48213 => KS | 48213
    00/000 => - | 2000/0
    2017 => none
    KF 2024 => none
    Dnr 12 => none
    48213 => none
    2017/12 kr => none
    48213kr => none
    Budget 2024-2026 => none
    Utlåtande 2017:19 RI => none
    2017/991 och 2017/992 => none
    och 2017/992 => none
    KS SOF 2017/991 => none
    Motion (2017:40 => none
    Socialnämnden => none
    1/2/3/4/5/6/7/8/9 => none
";

fn rows(table: &str) -> impl Iterator<Item = (&str, &str)> {
    let rows = table.split('\n').map(|row| row.trim_matches(' ')).filter(|row| !row.is_empty());
    rows.map(|row| row.split_once(" => ").expect("a row has two sides"))
}

fn written(number: &Number) -> String {
    format!("{} | {}", number.prefix.as_deref().unwrap_or("-"), number.key)
}

fn shown(text: &str, readings: &[Reading]) -> String {
    let show = |reading: &Reading| format!("{} | {}", &text[reading.range.clone()], written(&reading.number));
    readings.iter().map(show).collect::<Vec<_>>().join(" ; ")
}

#[test]
fn forms_met_in_municipal_documents() {
    for (text, expected) in rows(FORMS) {
        let found: Vec<_> = mentions(text).map(|mention| shown(text, &mention.readings[..1])).collect();
        assert_eq!(found.join(" ; "), expected, "in `{text}`");
    }
}

#[test]
fn other_numbers_are_left_alone() {
    for text in OTHERS.split(['\n', ';']).map(str::trim) {
        assert_eq!(mentions(text).next(), None, "in `{text}`");
    }
}

#[test]
fn readings_are_given_longest_first() {
    for (text, expected) in rows(READINGS) {
        let mention = mentions(text).next().expect("one mention");
        assert_eq!(shown(text, &mention.readings), expected, "in `{text}`");
    }
}

#[test]
fn whole_strings() {
    for (text, expected) in rows(WHOLE) {
        let found = parse(text).map_or_else(|| "none".to_owned(), |number| written(&number));
        assert_eq!(found, expected, "`{text}`");
    }
}

/// Pieces rather than letters, so that words and numbers come about at all.
const PIECES: [&str; 34] = [
    "K", "S", "D", "n", "r", " ", "2", "0", "1", "7", "/", ":", "-", ".", "(", ")", "å", "Ö", "§", "\u{a0}", "–",
    "\u{ad}", "\u{2011}", ",", "\u{308}", "Dnr ", "Motion ", " av ", "2017", "2017/991", "KS ", " och ", "nr ", "\n",
];

#[test]
fn any_text_is_survived_and_readings_are_sound() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).expect("31 bits") % below
    };
    let mut seen = 0;
    for _ in 0..300_000 {
        let text: String = (0..random(24)).map(|_| PIECES[random(PIECES.len())]).collect();
        let _ = parse(&text);
        seen += assert_sound(&text);
    }
    assert!(seen > 10_000, "only {seen} mentions");
}

/// How many mentions there are, each in order and read alike by `parse`.
fn assert_sound(text: &str) -> usize {
    let mut floor = 0;
    let mut count = 0;
    for mention in mentions(text) {
        let longest = mention.readings[0].range.clone();
        assert!(floor <= longest.start, "overlap in `{text:?}`");
        for reading in &mention.readings {
            assert!(longest.start <= reading.range.start && reading.range.end <= longest.end, "outside in `{text:?}`");
            let link = &text[reading.range.clone()];
            // A serial number without prefix is one only after the word that the link leaves out.
            let whole = parse(link).or_else(|| parse(&format!("Dnr {link}")));
            let whole = whole.unwrap_or_else(|| panic!("none in `{link:?}` of `{text:?}`"));
            assert_eq!(whole.key, reading.number.key, "`{link:?}` in `{text:?}`");
            assert!(whole.prefix.is_none() || whole.prefix == reading.number.prefix, "`{link:?}` in `{text:?}`");
        }
        floor = longest.end;
        count += 1;
    }
    count
}
