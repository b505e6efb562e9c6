//! Minutes of the calendar, in UTC: which ones a cron expression means.

const MINUTES_PER_DAY: i64 = 1440;
/// Far enough for the 29th of February of any century.
const HORIZON_DAYS: i64 = 366 * 9;
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// A set of minutes: one bit per value of each field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Calendar {
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    /// With both days and weekdays given, either may match; with one given, only that one counts.
    either_day: bool,
}

impl Calendar {
    /// Reads the five fields minute, hour, day of the month, month, day of the week (0–6, Sunday first).
    pub(super) fn parse(expression: &str) -> Result<Self, String> {
        let fields: Vec<&str> = expression.split_whitespace().collect();
        let [minutes, hours, days, months, weekdays] = fields[..] else {
            return Err(format!(
                "`{expression}` is no cron expression; it has five fields"
            ));
        };
        let read = |field: &str, low, high, names: &[&str]| {
            set(field, low, high, names)
                .ok_or_else(|| format!("`{field}` in `{expression}` is not understood"))
        };
        let weekday_bits = read(weekdays, 0, 7, &WEEKDAYS)?;
        Ok(Self {
            minutes: read(minutes, 0, 59, &[])?,
            hours: read(hours, 0, 23, &[])?,
            days: read(days, 1, 31, &[])?,
            months: read(months, 1, 12, &MONTHS)?,
            // Seven is Sunday, too.
            weekdays: (weekday_bits | weekday_bits >> 7) & 0x7f,
            either_day: !days.starts_with('*') && !weekdays.starts_with('*'),
        })
    }

    /// The first minute of the set after a time in milliseconds.
    pub(super) fn next(&self, after_millis: f64) -> Option<f64> {
        let first = (after_millis / 60_000.0).floor() as i64 + 1;
        let today = first.div_euclid(MINUTES_PER_DAY);
        for day in today..today + HORIZON_DAYS {
            if !self.has_day(day) {
                continue;
            }
            let start = (first - day * MINUTES_PER_DAY).max(0);
            let found = (start..MINUTES_PER_DAY)
                .find(|minute| has(self.hours, minute / 60) && has(self.minutes, minute % 60));
            if let Some(minute) = found {
                return Some((day * MINUTES_PER_DAY + minute) as f64 * 60_000.0);
            }
        }
        None
    }

    fn has_day(&self, day: i64) -> bool {
        let (month, date) = month_and_date(day);
        // The epoch began on a Thursday.
        let (by_date, by_weekday) = (
            has(self.days, date),
            has(self.weekdays, (day + 4).rem_euclid(7)),
        );
        let matches = if self.either_day {
            by_date || by_weekday
        } else {
            by_date && by_weekday
        };
        matches && has(self.months, month)
    }
}

fn has(bits: u64, value: i64) -> bool {
    bits >> value & 1 == 1
}

/// Month (1–12) and day of the month of a day since the epoch, in the Gregorian calendar.
fn month_and_date(day: i64) -> (i64, i64) {
    // Years begin in March here, so that the leap day is the last one.
    let shifted = day + 719_468;
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    (if month < 10 { month + 3 } else { month - 9 }, date)
}

/// `*`, `a`, `a-b`, each with `/step`, in a list.
fn set(field: &str, low: u32, high: u32, names: &[&str]) -> Option<u64> {
    let value = |text: &str| {
        let named = names
            .iter()
            .position(|name| text.eq_ignore_ascii_case(name))
            .and_then(|at| u32::try_from(at).ok())
            .map(|at| at + low);
        let value = named.or_else(|| text.parse().ok())?;
        (low..=high).contains(&value).then_some(value)
    };
    let mut bits = 0;
    for part in field.split(',') {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, step.parse().ok().filter(|step| *step > 0)?),
            None => (part, 1),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (low, high),
            Some((from, to)) => (value(from)?, value(to)?),
            // `5/15` goes on to the end.
            None if part.contains('/') => (value(range)?, high),
            None => (value(range)?, value(range)?),
        };
        if from > to {
            return None;
        }
        (from..=to)
            .step_by(step)
            .for_each(|value| bits |= 1 << value);
    }
    Some(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-02-28T23:59:30Z, a Wednesday.
    const NOW: f64 = 1_709_164_770_000.0;
    const DAY: f64 = 86_400_000.0;
    const MIDNIGHT: f64 = 1_709_164_800_000.0;

    fn next(expression: &str) -> Option<f64> {
        Calendar::parse(expression).expect(expression).next(NOW)
    }

    #[test]
    fn the_next_minute_of_a_set_is_found_across_hours_days_months_and_leap_years() {
        assert_eq!(next("* * * * *"), Some(MIDNIGHT));
        assert_eq!(next("*/15 * * * *"), Some(MIDNIGHT));
        assert_eq!(next("5/15 1 * * *"), Some(MIDNIGHT + 65.0 * 60_000.0));
        assert_eq!(next("0 0 29 feb *"), Some(MIDNIGHT));
        assert_eq!(next("0 0 1 * *"), Some(MIDNIGHT + DAY));
        assert_eq!(
            next("30 12 28 2 *"),
            Some(MIDNIGHT + 365.0 * DAY + 45_000_000.0)
        );
        assert_eq!(next("0 0 30 2 *"), None);
    }

    #[test]
    fn days_of_the_week_count_from_sunday_and_join_days_of_the_month() {
        assert_eq!(next("0 0 * * 4"), Some(MIDNIGHT));
        assert_eq!(next("0 0 * * MON-tue"), Some(MIDNIGHT + 4.0 * DAY));
        assert_eq!(next("0 0 * * 7"), Some(MIDNIGHT + 3.0 * DAY));
        assert_eq!(next("0 0 15 * fri"), Some(MIDNIGHT + DAY));
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for bad in [
            "",
            "* * * *",
            "60 * * * *",
            "*/0 * * * *",
            "5-1 * * * *",
            "x * * * *",
            "0 0 0 * *",
        ] {
            assert!(Calendar::parse(bad).is_err(), "{bad}");
        }
    }
}
