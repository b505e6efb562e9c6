//! The console of one call, within the reference's limits.

const MAX_LINES: usize = 256;
const MAX_LINE_BYTES: usize = 32_768;

/// Lines in the order they were printed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log {
    lines: Vec<String>,
    overflowed: bool,
    /// How many of them [`Self::unseen`] has given.
    seen: usize,
}

impl Log {
    /// Adds `[LEVEL] text`.
    pub(crate) fn print(&mut self, level: &str, text: &str) {
        self.append(format!("[{level}] {text}"));
    }

    /// Adds a finished line, such as one of a nested call.
    pub(crate) fn append(&mut self, mut line: String) {
        if self.lines.len() >= MAX_LINES {
            if !self.overflowed {
                self.overflowed = true;
                let notice = format!(
                    "[ERROR] Log overflow (maximum {MAX_LINES}). Remaining log lines omitted."
                );
                self.lines.push(notice);
            }
            return;
        }
        if line.len() > MAX_LINE_BYTES {
            let end = line.floor_char_boundary(MAX_LINE_BYTES);
            line.truncate(end);
            line.push_str(" (truncated due to length)");
        }
        self.lines.push(line);
    }

    /// The lines since the last call of this.
    pub(crate) fn unseen(&mut self) -> &[String] {
        let from = std::mem::replace(&mut self.seen, self.lines.len());
        self.lines.get(from..).unwrap_or_default()
    }

    pub(crate) fn take(&mut self) -> Vec<String> {
        self.overflowed = false;
        self.seen = 0;
        std::mem::take(&mut self.lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_257th_line_is_a_notice_and_nothing_follows_it() {
        let mut log = Log::default();
        for number in 0..300 {
            log.print("LOG", &number.to_string());
        }
        let lines = log.take();
        assert_eq!(lines.len(), 257);
        assert_eq!(lines[255], "[LOG] 255");
        assert!(lines[256].ends_with("Log overflow (maximum 256). Remaining log lines omitted."));
    }

    #[test]
    fn lines_are_told_once_on_the_way_and_all_at_the_end() {
        let mut log = Log::default();
        log.print("LOG", "1");
        assert_eq!(log.unseen(), ["[LOG] 1"]);
        assert!(log.unseen().is_empty());
        log.print("LOG", "2");
        assert_eq!(log.unseen(), ["[LOG] 2"]);
        assert_eq!(log.take().len(), 2);
        log.print("LOG", "3");
        assert_eq!(log.unseen(), ["[LOG] 3"]);
    }

    #[test]
    fn a_long_line_is_cut_at_a_character() {
        let mut log = Log::default();
        log.print("LOG", &"ü".repeat(20_000));
        let line = log.take().remove(0);
        assert!(
            line.ends_with("ü (truncated due to length)"),
            "{}",
            &line[line.len() - 40..]
        );
        assert!(line.len() <= MAX_LINE_BYTES + " (truncated due to length)".len());
    }
}
