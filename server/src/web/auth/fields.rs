use crate::web::problem::Problem;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use std::collections::HashMap;

/// Bytes of a form at most.
const LENGTH_MAX: usize = 64 * 1024;

const FORM: &str = "application/x-www-form-urlencoded";

/// What a form sent. A field that it did not send is empty.
pub(super) struct Fields(HashMap<String, String>);

impl Fields {
    /// Reads a form as browsers send it; pages elsewhere can make browsers send other things, too, which are
    /// refused whoever sends them.
    pub(super) async fn read(request: Request) -> Result<Self, Problem> {
        let content_type = request.headers().get(CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok());
        let is_form = content_type
            .and_then(|value| value.split(';').next())
            .is_some_and(|value| value.trim().eq_ignore_ascii_case(FORM));
        let body = to_bytes(request.into_body(), LENGTH_MAX)
            .await
            .map_err(|_| Problem::TooLarge)?;
        if !is_form && !body.is_empty() {
            return Err(Problem::NotAForm);
        }
        let pairs = url::form_urlencoded::parse(&body).into_owned();
        Ok(Self(pairs.collect()))
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Those of some fields that were sent, for the form to show again.
    pub(super) fn kept(&self, names: &[&str]) -> Vec<(String, String)> {
        let sent = |name: &&str| {
            let value = self.0.get(*name)?;
            Some(((*name).to_owned(), value.clone()))
        };
        names.iter().filter_map(sent).collect()
    }
}
