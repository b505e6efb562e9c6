use super::File;
use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use bytes::Bytes;
use sha2::{Digest, Sha256};

/// For files whose address names their build.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// For files that keep their address: ask, and be told that nothing has changed.
const ASK: &str = "no-cache";

/// What answers in place of the server while there is no network. Its place says which addresses it may answer:
/// all of them.
const SERVICE_WORKER: &str = "service-worker.js";

/// A service worker has the policy that it came with: it fetches from here, and runs nothing else.
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'";

/// Turns a file into the response to a GET or HEAD request.
pub(crate) fn answer(path: &str, file: File, request: &HeaderMap) -> Response<Body> {
    let cache = if file.is_immutable { FOR_EVER } else { ASK };
    let tag = (!file.is_immutable).then(|| tag(&file.content));
    if let Some(tag) = &tag
        && request
            .get(IF_NONE_MATCH)
            .and_then(|value| value.to_str().ok())
            == Some(tag)
    {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        set(&mut response, ETAG, tag);
        return response;
    }
    let varies = file.brotli.is_some() || file.gzip.is_some();
    let (content, encoding) = choose(file, request);
    let mut response = Response::new(Body::from(content));
    set(&mut response, CONTENT_TYPE, content_type(path));
    set(&mut response, CACHE_CONTROL, cache);
    if let Some(encoding) = encoding {
        set(&mut response, CONTENT_ENCODING, encoding);
    }
    if varies {
        set(&mut response, VARY, "accept-encoding");
    }
    if let Some(tag) = tag {
        set(&mut response, ETAG, &tag);
    }
    if path == SERVICE_WORKER {
        set(&mut response, CONTENT_SECURITY_POLICY, WORKER_POLICY);
    }
    response
}

fn set(response: &mut Response<Body>, name: axum::http::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Weak, because the compressed copies share it.
fn tag(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let number = digest[..8]
        .iter()
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("W/\"{number:016x}\"")
}

fn choose(file: File, request: &HeaderMap) -> (Bytes, Option<&'static str>) {
    let accepted = request
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    if accepts(accepted, "br")
        && let Some(brotli) = file.brotli
    {
        return (brotli, Some("br"));
    }
    if accepts(accepted, "gzip")
        && let Some(gzip) = file.gzip
    {
        return (gzip, Some("gzip"));
    }
    (file.content, None)
}

/// Whether a coding is named and not refused with a weight of zero.
fn accepts(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        parts.next() == Some(coding)
            && !parts.any(|part| {
                part.strip_prefix("q=")
                    .is_some_and(|q| q.parse::<f32>() == Ok(0.0))
            })
    })
}

fn content_type(path: &str) -> &'static str {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(is_immutable: bool) -> File {
        File {
            content: Bytes::from_static(b"plain"),
            brotli: Some(Bytes::from_static(b"br")),
            gzip: Some(Bytes::from_static(b"gz")),
            is_immutable,
        }
    }

    fn accepting(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(value))])
    }

    #[test]
    fn the_best_copy_that_the_browser_accepts_is_sent() {
        let encoding = |request: &HeaderMap| {
            let response = answer("a.js", file(true), request);
            assert_eq!(response.headers()[VARY], "accept-encoding");
            response.headers().get(CONTENT_ENCODING).cloned()
        };
        assert_eq!(
            encoding(&accepting("gzip, deflate, br, zstd")).unwrap(),
            "br"
        );
        assert_eq!(encoding(&accepting("gzip;q=0.8, br;q=0")).unwrap(), "gzip");
        assert_eq!(encoding(&HeaderMap::new()), None);
    }

    #[test]
    fn files_of_a_build_are_kept_for_ever_and_others_are_revalidated() {
        let kept = answer("a.wasm", file(true), &HeaderMap::new());
        assert_eq!(kept.headers()[CACHE_CONTROL], FOR_EVER);
        assert_eq!(kept.headers()[CONTENT_TYPE], "application/wasm");
        let worker = answer(SERVICE_WORKER, file(false), &HeaderMap::new());
        assert_eq!(worker.headers()[CONTENT_SECURITY_POLICY], WORKER_POLICY);
        let asked = answer("a.svg", file(false), &HeaderMap::new());
        assert_eq!(asked.headers()[CACHE_CONTROL], "no-cache");
        let request = HeaderMap::from_iter([(IF_NONE_MATCH, asked.headers()[ETAG].clone())]);
        assert_eq!(
            answer("a.svg", file(false), &request).status(),
            StatusCode::NOT_MODIFIED
        );
    }
}
