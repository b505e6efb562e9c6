//! Reads how many tests passed out of what test programs print.

use serde_json::Value;
use std::ops::AddAssign;

/// A count of tests.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) skipped: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Tally {
    pub(super) fn one(passed: bool) -> Self {
        Self {
            passed: u64::from(passed),
            failed: u64::from(!passed),
            skipped: 0,
        }
    }
}

/// nextest's summary, or the sum of the lines that `cargo test` ends each binary with.
pub(super) fn rust(output: &str) -> Option<Tally> {
    let summary = output.lines().rev().find(|line| line.contains("Summary ["));
    if let Some(summary) = summary {
        return counted(summary);
    }
    let mut results = output
        .lines()
        .filter(|line| line.starts_with("test result:"))
        .peekable();
    results.peek()?;
    let mut total = Tally::default();
    for line in results {
        total += counted(line)?;
    }
    Some(total)
}

/// pytest, our own runners and most others: `3 passed, 1 failed` in any order, the last such line.
/// node:test instead counts in lines of their own: `# pass 3`, `# fail 1`.
pub(super) fn prose(output: &str) -> Option<Tally> {
    let last = output.lines().rev().find_map(counted);
    last.or_else(|| {
        let number = |mark: &str| {
            output.lines().rev().find_map(|line| {
                line.trim_start_matches(['#', 'ℹ', ' '])
                    .strip_prefix(mark)?
                    .trim()
                    .parse()
                    .ok()
            })
        };
        Some(Tally {
            passed: number("pass ")?,
            failed: number("fail ")?,
            skipped: number("skipped ").unwrap_or(0),
        })
    })
}

/// Every `<number> passed|failed|skipped|…` of a line; `None` when there is none.
fn counted(line: &str) -> Option<Tally> {
    let plain = without_colour(line);
    let words: Vec<&str> = plain
        .split([' ', ',', ';', ':', '(', ')', '='])
        .filter(|it| !it.is_empty())
        .collect();
    let mut tally = Tally::default();
    let mut found = false;
    for pair in words.windows(2) {
        let Ok(number) = pair[0].parse::<u64>() else {
            continue;
        };
        match pair[1] {
            "passed" => tally.passed += number,
            "failed" | "errors" | "error" | "timed" => tally.failed += number,
            "skipped" | "ignored" => tally.skipped += number,
            _ => continue,
        }
        found |= matches!(pair[1], "passed" | "failed");
    }
    found.then_some(tally)
}

fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // An escape sequence ends with its first letter.
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

/// vitest's JSON report.
pub(super) fn vitest(report: &str) -> Option<Tally> {
    let report: Value = serde_json::from_str(report).ok()?;
    let number = |name: &str| report.get(name).and_then(Value::as_u64);
    let failed_files = number("numFailedTestSuites").unwrap_or(0);
    let failed = number("numFailedTests")?;
    Some(Tally {
        passed: number("numPassedTests")?,
        // A file that does not even load has no tests to fail.
        failed: if failed == 0 { failed_files } else { failed },
        skipped: number("numPendingTests").unwrap_or(0),
    })
}

/// Playwright's JSON report. A test that passed only on its second try did not pass.
pub(super) fn playwright(report: &str) -> Option<Tally> {
    let report: Value = serde_json::from_str(report).ok()?;
    let number = |name: &str| {
        report
            .pointer(&format!("/stats/{name}"))
            .and_then(Value::as_u64)
    };
    let errors = report
        .get("errors")
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    Some(Tally {
        passed: number("expected")?,
        failed: number("unexpected")? + number("flaky")? + u64::try_from(errors).unwrap_or(0),
        skipped: number("skipped").unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64, skipped: u64) -> Option<Tally> {
        Some(Tally {
            passed,
            failed,
            skipped,
        })
    }

    #[test]
    fn nextest_summaries_are_read_with_and_without_failures() {
        let green = "     Summary [   0.042s] 12 tests run: 12 passed, 1 skipped\n";
        let red = "     Summary [   1.0s] 12 tests run: 10 passed (1 slow), 2 failed, 0 skipped\n";
        assert_eq!(rust(green), tally(12, 0, 1));
        assert_eq!(rust(red), tally(10, 2, 0));
    }

    #[test]
    fn cargo_test_binaries_are_summed() {
        let line = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out";
        assert_eq!(rust(&format!("{line}\nnoise\n{line}\n")), tally(6, 0, 2));
    }

    #[test]
    fn pytest_and_node_are_read() {
        assert_eq!(
            prose("===== 2 failed, 7 passed in 1.2s ====="),
            tally(7, 2, 0)
        );
        assert_eq!(
            prose("# tests 5\n# pass 4\n# fail 1\n# skipped 0\n"),
            tally(4, 1, 0)
        );
        assert_eq!(prose("nothing was counted"), None);
    }

    #[test]
    fn a_file_that_does_not_load_is_a_failure() {
        let report = r#"{"numPassedTests":3,"numFailedTests":0,"numFailedTestSuites":1}"#;
        assert_eq!(vitest(report), tally(3, 1, 0));
    }

    #[test]
    fn a_flaky_browser_test_counts_as_failed() {
        let report = r#"{"stats":{"expected":9,"unexpected":0,"flaky":1,"skipped":2},"errors":[]}"#;
        assert_eq!(playwright(report), tally(9, 1, 2));
    }
}
