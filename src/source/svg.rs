//! Whether an SVG image is only an image.
//!
//! An attached SVG stands on the site's own origin, and a browser that opens it
//! by itself runs the scripts in it. So one that holds anything active, loads
//! anything, or cannot be read as XML is refused.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Elements that run, embed or change what an address says.
const ACTIVE: [&str; 10] =
    ["script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "set", "animate", "style"];

/// What makes an SVG more than an image, in words; `None` when it is only one.
pub fn active_part(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader::from_reader(bytes);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                if let Some(part) = active_element(&element) {
                    return Some(part);
                }
            }
            Ok(Event::DocType(_)) => return Some("a document type".to_owned()),
            Ok(Event::PI(_)) => return Some("a processing instruction".to_owned()),
            Ok(Event::Eof) => return None,
            Ok(_) => {}
            Err(error) => return Some(format!("what is not XML ({error})")),
        }
    }
}

fn active_element(element: &BytesStart) -> Option<String> {
    let name = element.local_name().as_ref().to_ascii_lowercase();
    if ACTIVE.contains(&name.as_str()) {
        return Some(format!("<{name}>"));
    }
    for attribute in element.html_attributes().with_checks(false) {
        let Ok(attribute) = attribute else { return Some("an attribute that cannot be read".to_owned()) };
        let name = attribute.key.local_name().as_ref().to_ascii_lowercase();
        let value = attribute.value.to_lowercase();
        let is_address = name == "href" || name == "src";
        let stays_inside = value.trim_start().starts_with('#') || value.trim_start().starts_with("data:image/");
        // Letters written as numbers have no place in a drawing but to hide something.
        let is_hidden = value.contains("&#");
        let is_active = is_hidden
            || name.starts_with("on")
            || (is_address && !stays_inside)
            || value.contains("url(") && !value.contains("url(#");
        if is_active {
            return Some(format!("the attribute {name}"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::active_part;

    #[test]
    fn only_images_pass() {
        let harmless = r##"<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Karta</title><path id="a" d="M0 0" fill="url(#b)"/><use href="#a"/></svg>"##;
        assert_eq!(active_part(harmless.as_bytes()), None);
        for active in [
            "<svg><script>x()</script></svg>",
            "<svg><s:SCRIPT xmlns:s='x'/></svg>",
            "<svg onload='x()'/>",
            "<svg><a xlink:href='javascript:x()'><text>a</text></a></svg>",
            "<svg><image href='https://example.org/x.png'/></svg>",
            "<svg><image href='data:text/html,x'/></svg>",
            "<svg><foreignObject/></svg>",
            "<svg><animate attributeName='href' values='javascript:x()'/></svg>",
            "<svg><rect style='fill:url(https://example.org/x)'/></svg>",
            "<!DOCTYPE svg [<!ENTITY x 'y'>]><svg>&x;</svg>",
            "<?xml-stylesheet href='x'?><svg/>",
            "<svg><rect",
        ] {
            assert!(active_part(active.as_bytes()).is_some(), "{active}");
        }
    }
}
