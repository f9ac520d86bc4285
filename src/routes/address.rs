//! Paths of pages, and addresses that lead from one page to another.

/// A path below the output folder, with `/` between parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(pub(super) String);

impl OutPath {
    /// The path as it is on disk.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder of this page, with `/` at its end; nothing at the root of the site.
    fn folder(&self) -> &str {
        &self.0[..self.0.rfind('/').map_or(0, |at| at + 1)]
    }
}

/// From where pages are linked to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewpoint {
    /// What leads to the root of the site: `../../`.
    root: String,
    /// The folder that it is, from the root of the site; none where that is not known.
    folder: Option<String>,
}

impl Viewpoint {
    /// The place of a page.
    pub fn at(path: &OutPath) -> Self {
        let folder = path.folder();
        Self { root: "../".repeat(folder.matches('/').count()), folder: Some(folder.to_owned()) }
    }

    /// Any place on a host, where the root of the site is at `root`.
    pub fn anywhere(root: String) -> Self {
        Self { root, folder: None }
    }

    /// What leads to the root of the site.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// Turns what begins at `start`, a path from the root of the site, into the shortest address from here.
    pub fn shorten(&self, out: &mut String, start: usize) {
        let Some(folder) = &self.folder else { return out.insert_str(start, &self.root) };
        let same = folder.bytes().zip(out[start..].bytes()).take_while(|(one, other)| one == other).count();
        let shared = folder[..same].rfind('/').map_or(0, |at| at + 1);
        let upwards = folder[shared..].matches('/').count() * "../".len();
        out.replace_range(start..start + shared, &self.root[..upwards]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(from: &Viewpoint, path: &str) -> String {
        let mut out = "<a href=\"".to_owned();
        let start = out.len();
        out.push_str(path);
        from.shorten(&mut out, start);
        out.split_off(start)
    }

    #[test]
    fn addresses_go_up_no_further_than_they_must() {
        let from = |path: &str| Viewpoint::at(&OutPath(path.to_owned()));
        let case = from("kommun/2024/bad.html");
        assert_eq!(address(&case, "kommun/2024/bad/svar.html"), "bad/svar.html");
        assert_eq!(address(&case, "kommun/2024/bad.html"), "bad.html");
        assert_eq!(address(&case, "kommun/2025/bad.html"), "../2025/bad.html");
        assert_eq!(address(&case, "kommun/2024.html"), "../2024.html");
        assert_eq!(address(&case, "kommunen/2024/bad.html"), "../../kommunen/2024/bad.html");
        assert_eq!(address(&case, "kommun.html"), "../../kommun.html");
        assert_eq!(address(&from("index.html"), "kommun/2024/bad.html"), "kommun/2024/bad.html");
    }

    #[test]
    fn from_anywhere_addresses_begin_at_the_root() {
        assert_eq!(address(&Viewpoint::anywhere("/arkiv/".to_owned()), "kommun.html"), "/arkiv/kommun.html");
    }
}
