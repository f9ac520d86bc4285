//! Answers requests.
//!
//! A page is answered as it was built, with the reload script before the end of
//! its body; every other file as it is. While the site cannot be built, every
//! page is answered with what is wrong, and with status 500: a link checker or a
//! script must not take that for the page. Stylesheets and images are answered
//! from the last good build.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::services::ServeFile;

use super::standing::{Shown, Standing};
use super::{files, html};
use crate::publish::with_path;
use crate::text::read_bytes;

/// How long a browser's question for something newer is held back. Long enough
/// to be rare, and short enough that tabs that have been left let go of their connection.
const HELD: Duration = Duration::from_secs(10);

/// Names by which this machine calls itself.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Every answer there is.
pub fn router(standing: Arc<Standing>) -> Router {
    let ours = Router::new()
        .route("/client.js", get(async || script(html::CLIENT)))
        .route("/next.js", get(next))
        .route("/fault.css", get(async || typed("text/css; charset=utf-8", html::STYLE)));
    Router::new()
        .nest(html::PREFIX.trim_end_matches('/'), ours)
        .fallback_service(get(file).with_state(Arc::clone(&standing)))
        .layer(from_fn(guard))
        .with_state(standing)
}

/// Refuses what is not asked of this machine by its own name. A page elsewhere
/// could have its name lead here, and read what is not public yet.
async fn guard(request: Request, next: Next) -> Response {
    let mut response = if is_for_us(request.headers(), request.uri()) {
        next.run(request).await
    } else {
        let message = "diarium serve answers only under the names localhost and 127.0.0.1.\n";
        (StatusCode::FORBIDDEN, message).into_response()
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn is_for_us(headers: &HeaderMap, uri: &Uri) -> bool {
    let is_ours = |authority: &Authority| {
        let is_plain = !authority.as_str().contains('@');
        is_plain && NAMES.iter().any(|name| authority.host().eq_ignore_ascii_case(name))
    };
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| Authority::try_from(host.as_bytes()).ok());
    hosts.next().is_none() && host.is_some_and(|host| is_ours(&host)) && uri.authority().is_none_or(is_ours)
}

/// Is asked by pages whether there is something newer, and answers once there is.
async fn next(State(standing): State<Arc<Standing>>, uri: Uri) -> Response {
    let token = uri.query().and_then(|query| query.strip_prefix("after=")).unwrap_or_default();
    script(if standing.is_newer_than(token, HELD).await { html::NEWER } else { html::SAME })
}

/// A file of the site.
async fn file(State(standing): State<Arc<Standing>>, request: Request) -> Response {
    // Held until the file is open, so that the answer is of one build.
    let shown = standing.shown().await;
    let path = request.uri().path();
    let below_base = path.strip_prefix('/').and_then(|path| path.strip_prefix(shown.base.trim_end_matches('/')));
    let find = |path| files::find(standing.folder(), path);
    let answer = match find(path).or_else(|| below_base.and_then(find)) {
        Some(file) if !files::is_page(&file) => whole(&file, request).await,
        file => page(&shown, standing.folder(), file.as_deref()),
    };
    answer.unwrap_or_else(|error| (StatusCode::INTERNAL_SERVER_ERROR, format!("error: {error}\n")).into_response())
}

/// A page, or the site's own for what is not there.
fn page(shown: &Shown, folder: &Path, file: Option<&Path>) -> io::Result<Response> {
    if let Some(message) = &shown.fault {
        let page = html::fault(message, shown.generation);
        return Ok((StatusCode::INTERNAL_SERVER_ERROR, typed(HTML, page)).into_response());
    }
    let status = if file.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let file = file.map_or_else(|| folder.join("404.html"), Path::to_owned);
    let page = read_bytes(&file).map_err(|error| with_path(error, &file))?;
    Ok((status, typed(HTML, html::with_script(&page, shown.generation))).into_response())
}

/// Any other file, in parts where that is asked for, as players of sound and film do.
async fn whole(file: &Path, request: Request) -> io::Result<Response> {
    let answer = ServeFile::new(file).try_call(request).await?;
    let mut answer = answer.map(Body::new);
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    // Those of the site are UTF-8, and of attached ones it is the likeliest.
    let text = kind.filter(|kind| kind.starts_with("text/") && !kind.contains("charset"));
    if let Some(kind) = text.and_then(|kind| HeaderValue::try_from(format!("{kind}; charset=utf-8")).ok()) {
        answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    Ok(answer)
}

const HTML: &str = "text/html; charset=utf-8";

fn script(text: &'static str) -> Response {
    typed("text/javascript; charset=utf-8", text)
}

fn typed(kind: &'static str, body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}
