//! What `Intl` needs beyond its own words: time zones of IANA, the order of texts, and where their parts end.

use icu_collator::options::{AlternateHandling, CaseLevel, CollatorOptions, Strength};
use icu_collator::preferences::{CollationCaseFirst, CollationNumericOrdering};
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use rquickjs::convert::List;
use rquickjs::{Ctx, Exception, Function, Object, Result};
use serde::Deserialize;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::OnceLock;
use unicode_segmentation::UnicodeSegmentation as _;

/// The zone that has many names.
const UTC: &str = "UTC";
const NAMES_OF_UTC: [&str; 8] = [
    "UTC", "GMT", "Etc/UTC", "Etc/GMT", "Etc/UCT", "Etc/Zulu", "UCT", "Zulu",
];

/// Old names of zones that everybody still writes.
const RENAMED: [(&str, &str); 7] = [
    ("US/Eastern", "America/New_York"),
    ("US/Central", "America/Chicago"),
    ("US/Mountain", "America/Denver"),
    ("US/Arizona", "America/Phoenix"),
    ("US/Pacific", "America/Los_Angeles"),
    ("US/Alaska", "America/Anchorage"),
    ("US/Hawaii", "Pacific/Honolulu"),
];

/// What nobody can interrupt may not take long, nor more memory than the engine's own: bytes of a text that is
/// segmented, and of a paragraph, where the time that sentences take grows with its square.
const TEXT_MAX: usize = 4 << 20;
const PARAGRAPH_MAX: usize = 16 << 10;
/// Bytes of texts that are compared at a time: with accents upon accents that takes time with their square. What is
/// longer is compared piece by piece.
const PIECE: usize = 4 << 10;

/// Orders that a thread keeps; making one costs as much as some hundred comparisons.
const ORDERS_MAX: usize = 64;

pub(super) fn install<'js>(ctx: &Ctx<'js>, host: &Object<'js>) -> Result<()> {
    let zone = |name: String| Some(shown(&find(&name)?));
    host.set("zone", Function::new(ctx.clone(), zone)?)?;

    let zone_at = |ctx: Ctx<'js>, name: String, millis: f64| {
        let zone = find(&name)
            .ok_or_else(|| Exception::throw_range(&ctx, &format!("There is no zone {name}")))?;
        let info = zone.to_offset_info(instant(millis));
        let abbreviation = info.abbreviation().to_owned();
        Ok::<_, rquickjs::Error>(List((
            info.offset().seconds(),
            abbreviation,
            info.dst().is_dst(),
        )))
    };
    host.set("zoneAt", Function::new(ctx.clone(), zone_at)?)?;

    let zones = || {
        let mut names: Vec<String> = database()
            .available()
            .map(|name| name.to_string())
            .collect();
        names.retain(|name| name.contains('/') && !name.starts_with("Etc/"));
        names.push(UTC.to_owned());
        names.sort();
        names
    };
    host.set("zones", Function::new(ctx.clone(), zones)?)?;

    let compare = |ctx: Ctx<'js>, locale: String, one: String, other: String, options: String| {
        compared(locale, options, &one, &other)
            .ok_or_else(|| Exception::throw_range(&ctx, "These texts cannot be put in order"))
    };
    host.set("compare", Function::new(ctx.clone(), compare)?)?;

    let segments = |ctx: Ctx<'js>, _locale: String, granularity: String, text: String| {
        segmented(&granularity, &text).ok_or_else(|| {
            let longest = if granularity == "sentence" {
                PARAGRAPH_MAX
            } else {
                TEXT_MAX
            };
            let message = format!("A text to segment by {granularity} has at most {longest} bytes");
            Exception::throw_range(&ctx, &message)
        })
    };
    host.set("segments", Function::new(ctx.clone(), segments)?)
}

/// The zones that this program brings along: the machine's may be older, or not there.
fn database() -> &'static TimeZoneDatabase {
    static DATABASE: OnceLock<TimeZoneDatabase> = OnceLock::new();
    DATABASE.get_or_init(TimeZoneDatabase::bundled)
}

fn find(name: &str) -> Option<TimeZone> {
    if NAMES_OF_UTC
        .iter()
        .any(|utc| utc.eq_ignore_ascii_case(name))
    {
        return Some(TimeZone::UTC);
    }
    let renamed = RENAMED
        .iter()
        .find(|(old, _)| old.eq_ignore_ascii_case(name));
    let name = renamed.map_or(name, |(_, name)| name);
    database().get(name).ok()
}

fn shown(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or(UTC).to_owned()
}

/// The nearest one that the library knows: its years have four digits.
fn instant(millis: f64) -> Timestamp {
    #[allow(clippy::cast_possible_truncation, reason = "it saturates")]
    let nearest = (millis as i64).clamp(
        Timestamp::MIN.as_millisecond(),
        Timestamp::MAX.as_millisecond(),
    );
    Timestamp::from_millisecond(nearest).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// What a collator is asked for.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Order {
    /// 1 for letters alone, 2 with their accents, 3 with upper and lower case.
    strength: u8,
    case_level: bool,
    numeric: bool,
    case_first: String,
    ignore_punctuation: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self {
            strength: 3,
            case_level: false,
            numeric: false,
            case_first: String::new(),
            ignore_punctuation: false,
        }
    }
}

impl Order {
    fn collator(&self, locale: &str) -> Option<CollatorBorrowed<'static>> {
        let locale = Locale::try_from_str(locale).ok()?;
        let mut preferences = CollatorPreferences::from(&locale);
        preferences.numeric_ordering = self.numeric.then_some(CollationNumericOrdering::True);
        preferences.case_first = match self.case_first.as_str() {
            "upper" => Some(CollationCaseFirst::Upper),
            "lower" => Some(CollationCaseFirst::Lower),
            _ => None,
        };
        let mut options = CollatorOptions::default();
        options.strength = Some(match self.strength {
            1 => Strength::Primary,
            2 => Strength::Secondary,
            _ => Strength::Tertiary,
        });
        options.case_level = self.case_level.then_some(CaseLevel::On);
        options.alternate_handling = self
            .ignore_punctuation
            .then_some(AlternateHandling::Shifted);
        CollatorBorrowed::try_new(preferences, options).ok()
    }
}

fn compared(locale: String, options: String, one: &str, other: &str) -> Option<i32> {
    thread_local! {
        static ORDERS: RefCell<HashMap<(String, String), CollatorBorrowed<'static>>> = RefCell::default();
    }
    ORDERS.with_borrow_mut(|orders| {
        let asked = (locale, options);
        if !orders.contains_key(&asked) {
            let order: Order = serde_json::from_str(&asked.1).ok()?;
            let collator = order.collator(&asked.0)?;
            if orders.len() >= ORDERS_MAX {
                orders.clear();
            }
            orders.insert(asked.clone(), collator);
        }
        let collator = orders.get(&asked)?;
        let (mut one, mut other) = (one, other);
        loop {
            let (first, second) = (beginning(one), beginning(other));
            let order = collator.compare(first, second);
            (one, other) = (&one[first.len()..], &other[second.len()..]);
            if order.is_ne() || (one.is_empty() && other.is_empty()) {
                return Some(order as i32);
            }
        }
    })
}

fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(PIECE)]
}

/// Nothing if the text is too long.
fn segmented(granularity: &str, text: &str) -> Option<Vec<u32>> {
    if text.len() > TEXT_MAX {
        return None;
    }
    match granularity {
        "word" => Some(in_utf16(text.split_word_bounds())),
        "sentence" => {
            // A sentence ends where its paragraph does.
            let mut paragraphs = text.split_inclusive(['\n', '\u{85}', '\u{2028}', '\u{2029}']);
            let fits = paragraphs.clone().all(|text| text.len() <= PARAGRAPH_MAX);
            fits.then(|| in_utf16(paragraphs.by_ref().flat_map(str::split_sentence_bounds)))
        }
        _ => Some(in_utf16(text.graphemes(true))),
    }
}

/// Where each part begins, in UTF-16, and behind that whether it is like a word.
fn in_utf16<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<u32> {
    let mut start = 0;
    let mut found = Vec::new();
    for part in parts {
        let is_word = part.chars().any(char::is_alphanumeric);
        found.extend([start, u32::from(is_word)]);
        start += part
            .chars()
            .map(|letter| letter.len_utf16() as u32)
            .sum::<u32>();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_found_by_any_case_and_utc_by_any_name() {
        let name = |asked: &str| find(asked).map(|zone| shown(&zone));
        assert_eq!(
            name("america/new_york").as_deref(),
            Some("America/New_York")
        );
        assert_eq!(name("etc/utc").as_deref(), Some("UTC"));
        assert_eq!(name("us/pacific").as_deref(), Some("America/Los_Angeles"));
        assert_eq!(name("Mars/Olympus"), None);
        let zone = find("Europe/Berlin").unwrap();
        let offset = |millis| zone.to_offset_info(instant(millis)).offset().seconds();
        assert_eq!((offset(0.0), offset(1.72e12)), (3600, 7200));
        // Far beyond what the library knows.
        assert_eq!((offset(8.64e15), offset(f64::NAN)), (3600, 3600));
    }

    #[test]
    fn texts_are_in_the_order_of_dictionaries() {
        let order = |locale: &str, options: &str, one: &str, other: &str| {
            compared(locale.to_owned(), options.to_owned(), one, other)
        };
        assert_eq!(order("en-US", "{}", "a", "B"), Some(-1));
        assert_eq!(order("en-US", "{}", "a", "A"), Some(-1));
        assert_eq!(
            order("en-US", r#"{"caseFirst":"upper"}"#, "a", "A"),
            Some(1)
        );
        assert_eq!(
            order("en-US", r#"{"strength":1}"#, "résumé", "RESUME"),
            Some(0)
        );
        assert_eq!(order("en-US", r#"{"numeric":true}"#, "a10", "a9"), Some(1));
        assert_eq!(order("sv", "{}", "ö", "z"), Some(1));
        assert_eq!(order("de", "{}", "ö", "z"), Some(-1));
        assert_eq!(order("en-US", "no options", "a", "b"), None);
        let long = |end: &str| format!("{}{end}", "ä".repeat(PIECE));
        assert_eq!(order("en-US", "{}", &long("a"), &long("b")), Some(-1));
        assert_eq!(order("en-US", "{}", &long("b"), &long("b")), Some(0));
        assert_eq!(order("en-US", "{}", &long(""), &long("b")), Some(-1));
        let accents = format!("a{}", "\u{301}".repeat(200_000));
        assert_eq!(order("en-US", "{}", &accents, &accents), Some(0));
    }

    #[test]
    fn what_would_take_too_long_is_refused() {
        let spaces = format!(".{}", " ".repeat(PARAGRAPH_MAX));
        assert_eq!(segmented("sentence", &spaces), None);
        let paragraphs = "One. Two.\r\nThree.\n".repeat(10_000);
        let found = segmented("sentence", &paragraphs).unwrap();
        assert_eq!(found[..6], [0, 1, 5, 1, 11, 1]);
        assert_eq!(segmented("grapheme", &"x".repeat(TEXT_MAX + 1)), None);
    }

    #[test]
    fn parts_begin_where_utf16_counts() {
        assert_eq!(in_utf16("a👍🏽é".graphemes(true)), [0, 1, 1, 0, 5, 1]);
        assert_eq!(
            in_utf16("hi, x".split_word_bounds()),
            [0, 1, 2, 0, 3, 0, 4, 1]
        );
    }
}
