//! What is added to a page, and the page that stands for one that could not be built.

use super::standing::Standing;

/// What is asked for under this name is ours. No page of a site can have it, as
/// words in addresses have no underscore; of a theme, files that happen to have
/// one of our three names stay hidden while it is served.
pub const PREFIX: &str = "/_diarium/";

/// The script that reloads a page, and keeps the reader's place.
pub const CLIENT: &str = include_str!("client.js");

/// The answer to the client when there is something newer.
pub const NEWER: &str = "document.dispatchEvent(new Event(\"diarium-newer\"));\n";

/// The answer to the client when it is to ask again.
pub const SAME: &str = "// Nothing new yet.\n";

/// The look of the page that stands for one that could not be built.
pub const STYLE: &str = include_str!("fault.css");

/// A page with the script that reloads it when something newer than `generation` is shown.
pub fn with_script(page: &[u8], generation: u64) -> Vec<u8> {
    const END: &[u8] = b"</body>";
    let at = page.windows(END.len()).rposition(|part| part.eq_ignore_ascii_case(END)).unwrap_or(page.len());
    [&page[..at], script(generation).as_bytes(), &page[at..]].concat()
}

fn script(generation: u64) -> String {
    format!("<script src=\"{PREFIX}client.js?after={}\" defer></script>", Standing::token(generation))
}

/// A page that shows a message, as the terminal does, until it is mended.
pub fn fault(message: &str, generation: u64) -> String {
    let message = quick_xml::escape::escape(message);
    let script = script(generation);
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Not built – diarium</title>
<link rel="stylesheet" href="{PREFIX}fault.css">
<link rel="icon" href="data:,">
</head>
<body class="diarium-fault">
<main>
<h1>The site could not be built</h1>
<p>When the mistake is mended, the page comes back by itself.</p>
<pre tabindex="0">{message}</pre>
</main>
{script}
</body>
</html>
"#
    )
}
