//! Closing what is open in words: emphasis, code, links, formulas.

/// A formula that is being written stays out of sight, but no more text than this: a dollar may be money.
const FORMULA_LENGTH_MAX: usize = 160;
const DISPLAY_LENGTH_MAX: usize = 4_000;

/// The words with everything closed.
pub(super) fn close(words: &str) -> String {
    let mut scan = Scan {
        words,
        at: 0,
        out: String::with_capacity(words.len() + 8),
        open: Vec::new(),
    };
    while scan.at < words.len() {
        if scan.step() == Step::End {
            break;
        }
    }
    scan.finish()
}

#[derive(PartialEq, Eq)]
enum Step {
    On,
    /// What follows is left out.
    End,
}

/// Something that was opened. Places are those in what was written.
enum Open {
    /// A run of this letter, of which so many are not closed.
    Run {
        mark: char,
        count: usize,
        begin: usize,
        end: usize,
    },
    Bracket {
        begin: usize,
        is_picture: bool,
    },
}

struct Scan<'a> {
    words: &'a str,
    /// How far the words are read.
    at: usize,
    out: String,
    open: Vec<Open>,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        &self.words[self.at..]
    }

    fn copy(&mut self, length: usize) -> Step {
        self.out.push_str(&self.words[self.at..self.at + length]);
        self.at += length;
        Step::On
    }

    fn before(&self) -> Option<char> {
        self.words[..self.at].chars().next_back()
    }

    fn step(&mut self) -> Step {
        let rest = self.rest();
        match rest.chars().next() {
            None => Step::End,
            Some('\\') => match rest.chars().nth(1) {
                None => Step::End,
                Some(escaped) => self.copy(1 + escaped.len_utf8()),
            },
            Some('`') => self.code(),
            Some('$') => self.formula(),
            Some('[') => self.bracket(),
            Some(']') => self.closing_bracket(),
            Some('<') => self.angle(),
            Some(mark @ ('*' | '_' | '~')) => self.run(mark),
            Some(letter) => self.copy(letter.len_utf8()),
        }
    }

    fn code(&mut self) -> Step {
        let rest = self.rest();
        let count = rest.len() - rest.trim_start_matches('`').len();
        let inside = &rest[count..];
        if let Some(end) = find_run(inside, '`', count) {
            return self.copy(count + end + count);
        }
        // What may be a part of the closing run is none of the code.
        let code = inside.trim_end().trim_end_matches('`');
        if !code.trim().is_empty() {
            self.out.push_str(&rest[..count]);
            self.out.push_str(code.trim_end());
            self.out.push_str(&rest[..count]);
        }
        Step::End
    }

    fn formula(&mut self) -> Step {
        let rest = self.rest();
        if let Some(inside) = rest.strip_prefix("$$") {
            return match inside.find("$$") {
                Some(end) => self.copy(2 + end + 2),
                None if inside.len() > DISPLAY_LENGTH_MAX => self.copy(2),
                None => Step::End,
            };
        }
        let inside = &rest[1..];
        let Some(first) = inside.chars().next() else {
            return Step::End;
        };
        let closing = inside.find('$').filter(|end| *end > 0);
        match closing {
            _ if first.is_whitespace() => self.copy(1),
            Some(end) if !inside[..end].ends_with(char::is_whitespace) => self.copy(1 + end + 1),
            Some(_) => self.copy(1),
            None if first.is_ascii_digit() || inside.len() > FORMULA_LENGTH_MAX => self.copy(1),
            None => Step::End,
        }
    }

    fn bracket(&mut self) -> Step {
        let rest = self.rest();
        if rest.starts_with("[^") {
            return match rest.find(']') {
                Some(end) => self.copy(end + 1),
                None => Step::End,
            };
        }
        let is_picture = self.before() == Some('!');
        let begin = self.out.len();
        self.open.push(Open::Bracket { begin, is_picture });
        self.copy(1)
    }

    fn closing_bracket(&mut self) -> Step {
        let bracket = self
            .open
            .iter()
            .rposition(|open| matches!(open, Open::Bracket { .. }));
        let Some(bracket) = bracket else {
            return self.copy(1);
        };
        let behind = &self.rest()[1..];
        let length = match behind.chars().next() {
            None => None,
            Some('(') => destination(behind),
            Some('[') => behind.find(']').map(|end| end + 1),
            Some(_) => Some(0),
        };
        match length {
            Some(length) => {
                self.open.remove(bracket);
                self.copy(1 + length)
            }
            // Where the link leads to is being written: only its words are shown.
            None => Step::End,
        }
    }

    /// An address or a tag in angle brackets.
    fn angle(&mut self) -> Step {
        let rest = self.rest();
        let inside = &rest[1..];
        let end = inside.find(|c: char| c.is_whitespace() || c == '<' || c == '>');
        match end {
            Some(end) if inside[end..].starts_with('>') => self.copy(1 + end + 1),
            Some(_) => self.copy(1),
            None if inside.contains(':') => {
                self.at += 1;
                self.copy(inside.len())
            }
            None => Step::End,
        }
    }

    fn run(&mut self, mark: char) -> Step {
        let rest = self.rest();
        let count = rest.len() - rest.trim_start_matches(mark).len();
        let (before, after) = (self.before(), rest[count..].chars().next());
        if mark == '~' && count != 2 && !(count == 1 && after.is_none()) {
            return self.copy(count);
        }
        let can = Flanks::of(mark, before, after);
        let open = self.opened(mark);
        let Some(after) = after else {
            return self.run_at_end(mark, count, open, &can);
        };
        let is_product = mark == '*'
            && count == 1
            && open == 0
            && before.is_some_and(char::is_alphanumeric)
            && after.is_alphanumeric();
        let mut left = count;
        if can.close {
            left -= self.close_runs(mark, left);
        }
        if left > 0 && can.open && !is_product {
            let begin = self.out.len() + (count - left);
            let end = self.out.len() + count;
            self.open.push(Open::Run {
                mark,
                count: left,
                begin,
                end,
            });
        }
        self.copy(count)
    }

    /// At the end nobody knows what a run will be, unless it closes exactly what is open.
    fn run_at_end(&mut self, mark: char, count: usize, open: usize, can: &Flanks) -> Step {
        let is_letter =
            open == 0 && mark == '_' && self.before().is_some_and(char::is_alphanumeric);
        if is_letter {
            return self.copy(count);
        }
        if can.close && open > 0 && count >= open {
            self.close_runs(mark, open);
            return self.copy(open);
        }
        Step::End
    }

    /// How many of these are open, within the innermost bracket.
    fn opened(&self, mark: char) -> usize {
        let within = self
            .open
            .iter()
            .rev()
            .take_while(|open| matches!(open, Open::Run { .. }));
        let counts = within.map(|open| match open {
            Open::Run {
                mark: known, count, ..
            } if *known == mark => *count,
            _ => 0,
        });
        counts.sum()
    }

    /// Closes runs with at most `left` marks; says how many were needed.
    fn close_runs(&mut self, mark: char, left: usize) -> usize {
        let mut used = 0;
        while used < left {
            let innermost = self.open.iter().rposition(|open| match open {
                Open::Run { mark: known, .. } => *known == mark,
                Open::Bracket { .. } => true,
            });
            let Some(at) = innermost else { break };
            let Some(Open::Run { count, end, .. }) = self.open.get_mut(at) else {
                break;
            };
            let closed = (*count).min(left - used);
            *count -= closed;
            *end -= closed;
            used += closed;
            let is_closed = *count == 0;
            // What was opened inside and not closed is only letters.
            self.open.truncate(at + usize::from(!is_closed));
        }
        used
    }

    /// Closes everything, the innermost first.
    fn finish(mut self) -> String {
        self.out.truncate(self.out.trim_end().len());
        while let Some(open) = self.open.pop() {
            match open {
                Open::Bracket {
                    begin,
                    is_picture: true,
                } => self.out.truncate(begin.saturating_sub(1)),
                Open::Bracket { begin, .. } => {
                    if begin < self.out.len() {
                        self.out.remove(begin);
                    }
                }
                Open::Run { begin, end, .. } if self.out.len() <= end => self.out.truncate(begin),
                Open::Run { mark, count, .. } => {
                    self.out.extend(std::iter::repeat_n(mark, count));
                }
            }
            self.out.truncate(self.out.trim_end().len());
        }
        self.out
    }
}

/// Whether a run may open and close, by what stands before and behind it.
struct Flanks {
    open: bool,
    close: bool,
}

impl Flanks {
    fn of(mark: char, before: Option<char>, after: Option<char>) -> Self {
        let is_space = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
        let is_sign = |letter: Option<char>| {
            letter.is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace())
        };
        let left = !is_space(after) && (!is_sign(after) || is_space(before) || is_sign(before));
        let right = !is_space(before) && (!is_sign(before) || is_space(after) || is_sign(after));
        if mark == '_' {
            return Self {
                open: left && (!right || is_sign(before)),
                close: right && (!left || is_sign(after)),
            };
        }
        Self {
            open: left,
            close: right,
        }
    }
}

/// Where a run of exactly so many marks begins.
fn find_run(text: &str, mark: char, count: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find(mark) {
        let begin = at + found;
        let rest = &text[begin..];
        let length = rest.len() - rest.trim_start_matches(mark).len();
        if length == count {
            return Some(begin);
        }
        at = begin + length;
    }
    None
}

/// The length of a destination in parentheses, at whose opening one the text begins.
fn destination(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut is_escaped = false;
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        let escaped = is_escaped;
        is_escaped = letter == '\\' && !escaped;
        let last = std::mem::replace(&mut before, letter);
        if escaped {
            continue;
        }
        match (quote, letter) {
            (Some(open), letter) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if last.is_whitespace() => quote = Some(letter),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            (None, _) => {}
        }
    }
    None
}
