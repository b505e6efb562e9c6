//! Claims of a token → the identity object of user code.

use super::UserIdentity;
use crate::Error;
use serde_json::{Map, Value as Json};

/// Standard claims that get another name.
const RENAMED: [(&str, &str); 17] = [
    ("name", "name"),
    ("given_name", "givenName"),
    ("family_name", "familyName"),
    ("nickname", "nickname"),
    ("preferred_username", "preferredUsername"),
    ("profile", "profileUrl"),
    ("picture", "pictureUrl"),
    ("website", "websiteUrl"),
    ("email", "email"),
    ("email_verified", "emailVerified"),
    ("gender", "gender"),
    ("birthdate", "birthday"),
    ("zoneinfo", "timezone"),
    ("locale", "language"),
    ("phone_number", "phoneNumber"),
    ("phone_number_verified", "phoneNumberVerified"),
    ("updated_at", "updatedAt"),
];

/// Claims of the token itself, which say nothing about the user. The identity is the key under which one
/// user's results are shared, so whatever differs from token to token must stay out of it: pages, tabs and
/// refreshed tokens would share nothing. That is why functions see no `iat` here, although the reference
/// backend shows it to them.
const HIDDEN: [&str; 9] = [
    "sub", "iss", "exp", "jti", "nbf", "fva", "iat", "at_hash", "c_hash",
];

/// The identity of a verified token. `flatten` turns nested custom claims into dotted keys.
pub(super) fn identity(claims: &Map<String, Json>, flatten: bool) -> Result<UserIdentity, Error> {
    let mut attributes = Map::new();
    for (name, value) in claims {
        if HIDDEN.contains(&name.as_str()) {
            continue;
        }
        match RENAMED.iter().find(|(claim, _)| claim == name) {
            Some((_, "updatedAt")) => insert(&mut attributes, "updatedAt", updated_at(value)),
            Some((_, attribute)) => insert(&mut attributes, attribute, Some(value.clone())),
            None if name == "address" && value.is_object() => {
                insert(&mut attributes, "address", value.get("formatted").cloned());
            }
            None if flatten => flatten_into(&mut attributes, name, value),
            None => insert(&mut attributes, name, Some(value.clone())),
        }
    }
    for (claim, attribute) in [("iss", "issuer"), ("sub", "subject")] {
        insert(&mut attributes, attribute, claims.get(claim).cloned());
    }
    UserIdentity::from_attributes(without_forged_identifier(attributes))
}

/// `tokenIdentifier` always follows from issuer and subject, whatever the token claims.
fn without_forged_identifier(mut attributes: Map<String, Json>) -> Map<String, Json> {
    attributes.remove("tokenIdentifier");
    attributes
}

fn insert(attributes: &mut Map<String, Json>, name: &str, value: Option<Json>) {
    if let Some(value) = value {
        attributes.insert(name.to_owned(), value);
    }
}

fn flatten_into(attributes: &mut Map<String, Json>, name: &str, value: &Json) {
    match value {
        Json::Object(fields) => {
            for (field, value) in fields {
                flatten_into(attributes, &format!("{name}.{field}"), value);
            }
        }
        value => insert(attributes, name, Some(value.clone())),
    }
}

fn updated_at(value: &Json) -> Option<Json> {
    match value {
        Json::String(text) => Some(Json::from(text.as_str())),
        Json::Number(secs) => Some(Json::from(rfc3339(secs.as_f64()? as i64))),
        _ => None,
    }
}

/// Civil date from days since the epoch (Hinnant's `civil_from_days`).
fn rfc3339(unix_secs: i64) -> String {
    let (days, secs) = (unix_secs.div_euclid(86_400), unix_secs.rem_euclid(86_400));
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        secs / 3600,
        secs / 60 % 60,
        secs % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn standard_claims_are_renamed_and_the_rest_is_flattened() {
        let claims = json!({
            "iss": "https://i", "sub": "s", "exp": 1, "iat": 1, "nbf": 1, "at_hash": "h", "jti": "x", "given_name": "Ada", "email_verified": true,
            "address": {"formatted": "Here 1"}, "org": {"id": 7, "roles": ["a"]}, "updated_at": 951_827_696,
            "tokenIdentifier": "forged|one"
        });
        let identity = identity(claims.as_object().expect("object"), true).expect("valid");
        let object: Json = serde_json::from_str(identity.json()).expect("JSON");
        assert_eq!(
            object,
            json!({
                "tokenIdentifier": "https://i|s", "issuer": "https://i", "subject": "s", "givenName": "Ada",
                "emailVerified": true, "address": "Here 1", "org.id": 7, "org.roles": ["a"],
                "updatedAt": "2000-02-29T12:34:56Z"
            })
        );
    }
}
