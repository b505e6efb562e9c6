//! GET `/outbox`: mails that could not be sent, because no mail server is set. Whoever reads them can sign in
//! as anybody, so they are for people at this machine only.

use super::private;
use crate::web::dispatch::App;
use crate::web::near::is_near;
use crate::web::problem::Problem;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{Html, IntoResponse, Response};
use identity::SentMail;
use std::fmt::Write;

/// A style sheet of ours is all that the page loads.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Whether there is an outbox for this server's own machine.
pub(in crate::web) fn is_there(app: &App) -> bool {
    app.origins.is_loopback() && app.accounts.mailer.kept().is_some()
}

pub(super) fn page(app: &App, request: &Request) -> Response {
    match app.accounts.mailer.kept() {
        Some(mails) if is_near(app, request) => {
            let style = format!("/{}/conclave.css", app.site.package());
            let mut response = Html(document(&style, &mails)).into_response();
            response
                .headers_mut()
                .insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
            private(response)
        }
        _ => Problem::NotFound.into_response(),
    }
}

fn document(style: &str, mails: &[SentMail]) -> String {
    let mut html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Outbox · Conclave</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"stylesheet\" href=\"{style}\"></head><body><main class=\"plain outbox\"><h1>Outbox</h1>\
         <p>No mail server is set, so these mails were not sent. Only this machine sees them.</p>"
    );
    if mails.is_empty() {
        html.push_str("<p>There are none.</p>");
    }
    for SentMail { mail, .. } in mails {
        let (to, subject) = (escaped(&mail.to), escaped(&mail.subject));
        let _ = write!(
            html,
            "<article><h2>{subject}</h2><p>To {to}</p>{}</article>",
            paragraphs(&mail.text)
        );
    }
    html.push_str("</main></body></html>");
    html
}

/// A line that is an address becomes a link.
fn paragraphs(text: &str) -> String {
    let mut html = String::new();
    for line in text.split("\n\n") {
        let line = escaped(line);
        let _ = match line.starts_with("http://") || line.starts_with("https://") {
            true => write!(html, "<p><a href=\"{line}\">{line}</a></p>"),
            false => write!(html, "<p>{line}</p>"),
        };
    }
    html
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::Mail;

    #[test]
    fn links_can_be_opened_and_texts_stay_texts() {
        let mail = Mail {
            to: "<b>@example.org".to_owned(),
            subject: "S".to_owned(),
            text: "Open:\n\nhttp://127.0.0.1:3000/verify?token=t&x=\"\n\nor <script>".to_owned(),
        };
        let html = document("/pkg/conclave.css", &[SentMail { mail, sent_at: 0.0 }]);
        assert!(html.contains("<a href=\"http://127.0.0.1:3000/verify?token=t&amp;x=&quot;\">"));
        assert!(html.contains("To &lt;b&gt;@example.org"));
        assert!(!html.contains("<script>"));
    }
}
