//! Numbers and instants as text. Pure: the same on the server and in the browser, whatever the locale
//! or time zone of either, so that hydration finds the text it expects.

const MINUTE: f64 = 60_000.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Year, month (1–12) and day of an instant in UTC, by counting days of 400-year eras.
fn civil(millis: f64) -> (i64, usize, i64) {
    let days = (millis / DAY).floor() as i64 + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Months are counted from March, which puts the leap day last.
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month as usize, day)
}

/// The instant as `2026-11-21T10:32Z`.
pub(crate) fn iso_instant(millis: f64) -> String {
    let (year, month, day) = civil(millis);
    let minutes = (millis.rem_euclid(DAY) / MINUTE) as i64;
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}Z",
        minutes / 60,
        minutes % 60
    )
}

/// The day as `21 Nov 2026`, in UTC.
pub(crate) fn date(millis: f64) -> String {
    let (year, month, day) = civil(millis);
    let name = MONTHS
        .get(month.wrapping_sub(1))
        .copied()
        .unwrap_or_default();
    format!("{day} {name} {year}")
}

/// The instant as seen from `now`: recent ones by distance, older ones by date.
pub(crate) fn relative_instant(millis: f64, now: f64) -> String {
    let age = now - millis;
    if now <= 0.0 || age >= 7.0 * DAY {
        let date = date(millis);
        let this_year = format!(" {}", civil(now).0);
        return match date.strip_suffix(&this_year) {
            Some(in_this_year) => in_this_year.to_owned(),
            None => date,
        };
    }
    // A clock that is a little ahead of ours is still "now".
    if age < MINUTE {
        "just now".to_owned()
    } else if age < HOUR {
        format!("{} min ago", (age / MINUTE) as i64)
    } else if age < DAY {
        format!("{} h ago", (age / HOUR) as i64)
    } else {
        format!("{} d ago", (age / DAY) as i64)
    }
}

/// How long something still takes, never shorter than it does.
pub(crate) fn duration(millis: f64) -> String {
    if millis <= MINUTE {
        "a minute".to_owned()
    } else if millis <= 99.0 * MINUTE {
        format!("{} min", (millis / MINUTE).ceil())
    } else {
        format!("{} h", (millis / HOUR).ceil())
    }
}

/// Text as it may stand in HTML, between quotes too.
pub(crate) fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The beginning of a text on one line: at most so many letters.
pub(crate) fn one_line(text: &str, most: usize) -> String {
    let words = text.split_whitespace().take(most);
    let line = words.collect::<Vec<_>>().join(" ");
    line.chars().take(most).collect()
}

/// A number of things, with the plural where it belongs.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A size in bytes as people read it, never smaller than it is.
pub(crate) fn size(bytes: f64) -> String {
    if bytes < 1_000.0 {
        format!("{bytes} bytes")
    } else if bytes <= 999_000.0 {
        format!("{} kB", (bytes / 1_000.0).ceil())
    } else {
        format!("{} MB", (bytes / 100_000.0).ceil() / 10.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21T10:32:07Z
    const NOW: f64 = 1_795_257_127_000.0;

    #[test]
    fn instants_are_written_in_utc() {
        assert_eq!(iso_instant(0.0), "1970-01-01T00:00Z");
        assert_eq!(iso_instant(951_782_400_000.0), "2000-02-29T00:00Z");
        assert_eq!(iso_instant(NOW), "2026-11-21T10:32Z");
        assert_eq!(iso_instant(-1.0), "1969-12-31T23:59Z");
    }

    #[test]
    fn recent_instants_are_told_by_distance_and_old_ones_by_date() {
        for (age, expected) in [
            (-5.0 * MINUTE, "just now"),
            (59_999.0, "just now"),
            (MINUTE, "1 min ago"),
            (59.9 * MINUTE, "59 min ago"),
            (HOUR, "1 h ago"),
            (DAY, "1 d ago"),
            (6.9 * DAY, "6 d ago"),
            (7.0 * DAY, "14 Nov"),
            (366.0 * DAY, "20 Nov 2025"),
        ] {
            assert_eq!(relative_instant(NOW - age, NOW), expected);
        }
    }

    #[test]
    fn what_still_takes_a_while_is_never_told_shorter() {
        for (left, expected) in [
            (1.0, "a minute"),
            (MINUTE, "a minute"),
            (MINUTE + 1.0, "2 min"),
            (98.5 * MINUTE, "99 min"),
            (100.0 * MINUTE, "2 h"),
        ] {
            assert_eq!(duration(left), expected);
        }
    }

    #[test]
    fn without_a_clock_the_date_is_complete() {
        assert_eq!(relative_instant(NOW, 0.0), "21 Nov 2026");
    }

    #[test]
    fn sizes_have_the_unit_that_fits() {
        for (bytes, expected) in [
            (0.0, "0 bytes"),
            (999.0, "999 bytes"),
            (1_001.0, "2 kB"),
            (999_001.0, "1 MB"),
            (1_000_000.0, "1 MB"),
            (3_900_000.0, "3.9 MB"),
            (3_900_001.0, "4 MB"),
        ] {
            assert_eq!(size(bytes), expected);
        }
    }

    #[test]
    fn a_line_is_one_and_of_bounded_length() {
        assert_eq!(one_line("{\n  \"a\": 1\n}", 300), "{ \"a\": 1 }");
        assert_eq!(one_line("äöü", 2), "äö");
        assert_eq!(one_line(" \n ", 2), "");
    }

    #[test]
    fn one_thing_is_not_plural() {
        assert_eq!(count(1, "task", "tasks"), "1 task");
        assert_eq!(count(0, "task", "tasks"), "0 tasks");
    }
}
