//! Words as parts of an address: lower-case ASCII letters, digits and hyphens.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// Makes an address part of a name: `Hässelby-Vällingby stadsdelsnämnd` becomes
/// `hasselby-vallingby-stadsdelsnamnd`. Letters lose their marks (a file name
/// from a system that writes å in two characters gives the same), every other
/// run becomes one hyphen. Empty when nothing is left.
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    if name.is_ascii() {
        name.chars().for_each(|letter| push(&mut slug, letter));
    } else {
        let letters = DecomposingNormalizerBorrowed::new_nfd().normalize_iter(name.chars());
        letters.for_each(|letter| push(&mut slug, letter));
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

fn push(slug: &mut String, letter: char) {
    match letter.to_ascii_lowercase() {
        letter @ ('a'..='z' | '0'..='9') => slug.push(letter),
        'æ' | 'Æ' => slug.push_str("ae"),
        'ø' | 'Ø' => slug.push('o'),
        'ð' | 'Ð' | 'đ' | 'Đ' => slug.push('d'),
        'þ' | 'Þ' => slug.push_str("th"),
        'ł' | 'Ł' => slug.push('l'),
        'ß' => slug.push_str("ss"),
        '\u{300}'..='\u{36f}' | '\u{ad}' => {}
        _ if slug.ends_with('-') || slug.is_empty() => {}
        _ => slug.push('-'),
    }
}

/// Names that Windows keeps for devices: a file called so cannot be unpacked there.
pub fn is_reserved(slug: &str) -> bool {
    let numbered = |prefix| {
        slug.strip_prefix(prefix).is_some_and(|rest: &str| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    matches!(slug, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses() {
        for (name, expected) in [
            ("Hässelby-Vällingby stadsdelsnämnd", "hasselby-vallingby-stadsdelsnamnd"),
            ("A\u{30a}ngbybadet, åtgärder (2018)", "angbybadet-atgarder-2018"),
            ("  – ”KS 2023/1387” –", "ks-2023-1387"),
            ("Søren Æbelø ß", "soren-aebelo-ss"),
            ("☃ …", ""),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
    }

    #[test]
    fn device_names_are_reserved() {
        assert!(is_reserved("con") && is_reserved("com1") && !is_reserved("com12") && !is_reserved("kontor"));
    }
}
