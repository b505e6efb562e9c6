//! When a cron runs.

use super::calendar::Calendar;
use serde::Deserialize;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

/// When a cron runs: at even distances, or at minutes of the calendar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Schedule {
    Every { millis: f64 },
    At(Calendar),
}

/// As `convex/server` exports it.
#[derive(Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
enum Exported {
    Interval {
        seconds: Option<f64>,
        minutes: Option<f64>,
        hours: Option<f64>,
    },
    Hourly {
        #[serde(rename = "minuteUTC")]
        minute: Option<f64>,
    },
    Daily {
        #[serde(rename = "hourUTC")]
        hour: f64,
        #[serde(rename = "minuteUTC")]
        minute: Option<f64>,
    },
    Weekly {
        day_of_week: String,
        #[serde(rename = "hourUTC")]
        hour: f64,
        #[serde(rename = "minuteUTC")]
        minute: Option<f64>,
    },
    Monthly {
        day: f64,
        #[serde(rename = "hourUTC")]
        hour: f64,
        #[serde(rename = "minuteUTC")]
        minute: Option<f64>,
    },
    Cron {
        cron: String,
    },
}

impl Schedule {
    pub(super) fn from_json(identifier: &str, json: Option<&Json>) -> Result<Self, String> {
        let exported = Exported::deserialize(json.unwrap_or(&Json::Null))
            .map_err(|error| format!("its schedule is not understood ({error})"))?;
        // Without a minute, always the same one, so that not everything happens at full hours.
        let some_minute = Sha256::digest(identifier)
            .first()
            .map_or(0.0, |byte| f64::from(byte % 60));
        let at = |minute: Option<f64>| minute.unwrap_or(some_minute);
        let expression = match exported {
            Exported::Interval {
                seconds,
                minutes,
                hours,
            } => {
                let seconds = seconds.unwrap_or_default()
                    + minutes.unwrap_or_default() * 60.0
                    + hours.unwrap_or_default() * 3600.0;
                if !(1.0..1e12).contains(&seconds) {
                    return Err("its interval is not at least a second".to_owned());
                }
                return Ok(Self::Every {
                    millis: seconds * 1000.0,
                });
            }
            Exported::Hourly { minute } => format!("{} * * * *", at(minute)),
            Exported::Daily { hour, minute } => format!("{} {hour} * * *", at(minute)),
            Exported::Weekly {
                day_of_week,
                hour,
                minute,
            } => {
                let day: String = day_of_week.chars().take(3).collect();
                format!("{} {hour} * * {day}", at(minute))
            }
            Exported::Monthly { day, hour, minute } => format!("{} {hour} {day} * *", at(minute)),
            Exported::Cron { cron } => cron,
        };
        Calendar::parse(&expression).map(Self::At)
    }

    /// The first time, if it is put in force `now`.
    pub(super) fn first(&self, now: f64) -> Option<f64> {
        match self {
            Self::Every { .. } => Some(now),
            Self::At(calendar) => calendar.next(now),
        }
    }

    /// The next time after `now`, with the last one having been `previous`.
    pub(super) fn next(&self, previous: f64, now: f64) -> Option<f64> {
        match self {
            Self::Every { millis } => {
                let missed = ((now - previous) / millis).floor().max(0.0);
                Some(previous + (missed + 1.0) * millis)
            }
            Self::At(calendar) => calendar.next(now),
        }
    }
}

/// A schedule that `convex/server` exported, for people. Times are UTC.
pub(super) fn in_words(json: &Json) -> String {
    let Ok(exported) = Exported::deserialize(json) else {
        return String::new();
    };
    let clock = |hour: f64, minute: Option<f64>| match minute {
        Some(minute) => format!("at {hour:02}:{minute:02} UTC"),
        None => format!("once after {hour:02}:00 UTC"),
    };
    match exported {
        Exported::Interval {
            seconds,
            minutes,
            hours,
        } => {
            let parts = [(hours, "h"), (minutes, "min"), (seconds, "s")];
            let parts = parts
                .into_iter()
                .filter_map(|(count, unit)| Some((count?, unit)));
            let parts: Vec<_> = parts
                .map(|(count, unit)| format!("{count} {unit}"))
                .collect();
            format!("every {}", parts.join(" "))
        }
        Exported::Hourly {
            minute: Some(minute),
        } => format!("every hour at minute {minute}"),
        Exported::Hourly { minute: None } => "every hour".to_owned(),
        Exported::Daily { hour, minute } => format!("every day {}", clock(hour, minute)),
        Exported::Weekly {
            day_of_week,
            hour,
            minute,
        } => {
            format!("every {day_of_week} {}", clock(hour, minute))
        }
        Exported::Monthly { day, hour, minute } => {
            format!("on day {day} of the month {}", clock(hour, minute))
        }
        Exported::Cron { cron } => format!("at {cron} UTC"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(json: Json) -> Schedule {
        Schedule::from_json("a", Some(&json)).expect("a schedule")
    }

    #[test]
    fn intervals_keep_their_beat_and_skip_what_was_missed() {
        let every = read(json!({"type": "interval", "minutes": 1}));
        assert_eq!(every.first(5.0), Some(5.0));
        assert_eq!(every.next(5.0, 5.0), Some(60_005.0));
        assert_eq!(every.next(5.0, 60_004.0), Some(60_005.0));
        assert_eq!(every.next(5.0, 200_000.0), Some(240_005.0));
    }

    #[test]
    fn schedules_are_said_in_words() {
        for (schedule, words) in [
            (
                json!({"type": "interval", "hours": 1, "seconds": 30}),
                "every 1 h 30 s",
            ),
            (
                json!({"type": "daily", "hourUTC": 7, "minuteUTC": 5}),
                "every day at 07:05 UTC",
            ),
            (json!({"type": "hourly"}), "every hour"),
            (
                json!({"type": "cron", "cron": "0 1 * * *"}),
                "at 0 1 * * * UTC",
            ),
        ] {
            assert_eq!(in_words(&schedule), words);
        }
    }

    #[test]
    fn times_of_day_are_calendar_minutes_and_without_a_minute_always_the_same() {
        let hour = 3_600_000.0;
        let daily = read(json!({"type": "daily", "hourUTC": 7, "minuteUTC": 30}));
        assert_eq!(daily.first(0.0), Some(7.5 * hour));
        // The epoch began on a Thursday.
        let weekly = json!({"type": "weekly", "dayOfWeek": "friday", "hourUTC": 0, "minuteUTC": 0});
        assert_eq!(read(weekly).first(0.0), Some(24.0 * hour));
        let monthly = json!({"type": "monthly", "day": 3, "hourUTC": 0, "minuteUTC": 0});
        assert_eq!(read(monthly).first(0.0), Some(48.0 * hour));
        let hourly = || read(json!({"type": "hourly"}));
        assert_eq!(hourly(), hourly());
        let cron = read(json!({"type": "cron", "cron": "0 1 * * *"}));
        assert_eq!(cron.next(0.0, 0.0), Some(hour));
        assert!(Schedule::from_json("a", Some(&json!({"type": "often"}))).is_err());
    }
}
