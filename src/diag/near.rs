//! The near-match search behind "did you mean".

/// The candidate nearest to `name`, if one is near: at most a third of its
/// letters wrong, transposed neighbours counted once, case not at all. Of equally
/// near ones the first in alphabetical order, so that messages do not depend on
/// the order of the candidates.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let allowed = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&name, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn suggests_only_what_is_near() {
        let names = ["Socialnämnden", "Kommunstyrelsen", "Valnämnden"];
        assert_eq!(nearest("Socialnamnden", names), Some("Socialnämnden"));
        assert_eq!(nearest("kommunstyrlesen", names), Some("Kommunstyrelsen"));
        assert_eq!(nearest("Överförmyndaren", names), None);
    }
}
