//! What people see: one line per step, its time, and a program's output only when it failed.

use crate::error::Failure;
use std::io::{IsTerminal, Write, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Without a terminal, a step that takes long says so this often.
const STILL_WORKING: Duration = Duration::from_secs(30);

/// The longest status that is drawn behind a step's name.
const STATUS_WIDTH: usize = 60;

pub(crate) struct Ui {
    terminal: bool,
    /// Whether steps say only what came of them.
    terse: bool,
    /// What goes on beside all steps.
    aside: Mutex<Option<Aside>>,
    /// Serialises writers: two threads report one program's lines.
    drawing: Mutex<()>,
}

/// How far something has come; `None` once it has ended.
type Aside = Box<dyn Fn() -> Option<String> + Send>;

/// A step under way.
pub(crate) struct Step<'a> {
    ui: &'a Ui,
    name: String,
    started: Instant,
    drawn: Mutex<Instant>,
}

/// The build tool's own clock; nothing that ships reads it.
#[expect(
    clippy::disallowed_methods,
    reason = "elapsed times of a build tool, not of the product"
)]
fn now() -> Instant {
    Instant::now()
}

impl Ui {
    pub(crate) fn new() -> Self {
        Self {
            terminal: stderr().is_terminal(),
            terse: false,
            aside: Mutex::default(),
            drawing: Mutex::new(()),
        }
    }

    /// For a process that nobody watches, on a terminal that others draw on.
    pub(crate) fn unattended() -> Self {
        Self {
            terse: true,
            ..Self::new()
        }
    }

    /// Shows something behind the status of every step from now on.
    pub(crate) fn show_beside(&self, aside: impl Fn() -> Option<String> + Send + 'static) {
        if let Ok(mut current) = self.aside.lock() {
            *current = Some(Box::new(aside));
        }
    }

    /// Announces a step; finish it with [`Step::done`].
    pub(crate) fn step(&self, name: impl Into<String>) -> Step<'_> {
        let step = Step {
            ui: self,
            name: name.into(),
            started: now(),
            drawn: Mutex::new(now()),
        };
        if self.terse {
            return step;
        }
        if self.terminal {
            self.write(&format!("\r\x1b[2K  {} …", step.name));
        } else {
            self.write(&format!("  {} …\n", step.name));
        }
        step
    }

    /// One line for people.
    pub(crate) fn line(&self, text: &str) {
        self.write(&format!("{text}\n"));
    }

    /// One line for programs: the only thing on standard output.
    #[expect(clippy::print_stdout, reason = "the only place that writes results")]
    pub(crate) fn result(&self, text: &str) {
        println!("{text}");
    }

    pub(crate) fn failure(&self, failure: &Failure) {
        // The result line stays the last one.
        if !matches!(failure, Failure::Told) {
            self.write(&format!("error: {failure}\n"));
        }
    }

    fn aside(&self) -> String {
        let current = self.aside.lock();
        let text = current.ok().and_then(|aside| aside.as_ref()?());
        text.map_or_else(String::new, |text| format!("  ({text})"))
    }

    fn write(&self, text: &str) {
        let _guard = self.drawing.lock();
        let mut stream = stderr().lock();
        // A closed terminal is no reason to stop a build.
        let _ = stream.write_all(text.as_bytes());
        let _ = stream.flush();
    }
}

impl Step<'_> {
    /// Shows what the step is busy with.
    pub(crate) fn status(&self, line: &str) {
        let line = line.trim();
        if line.is_empty() || self.ui.terse {
            return;
        }
        let Ok(mut drawn) = self.drawn.lock() else {
            return;
        };
        let elapsed = self.started.elapsed().as_secs();
        if self.ui.terminal {
            let line: String = line
                .chars()
                .filter(|c| !c.is_control())
                .take(STATUS_WIDTH)
                .collect();
            let aside = self.ui.aside();
            self.ui.write(&format!(
                "\r\x1b[2K  {} … {elapsed} s{aside}  {line}",
                self.name
            ));
        } else if drawn.elapsed() >= STILL_WORKING {
            *drawn = now();
            let aside = self.ui.aside();
            self.ui
                .write(&format!("  {} … {elapsed} s{aside}  {line}\n", self.name));
        }
    }

    /// Ends the step; `note` says what came of it, when there is more to say than "done".
    pub(crate) fn done(self, note: &str) {
        let seconds = self.started.elapsed().as_secs_f64();
        let start = if self.ui.terminal { "\r\x1b[2K" } else { "" };
        let note = if note.is_empty() {
            String::new()
        } else {
            format!(", {note}")
        };
        self.ui
            .write(&format!("{start}✓ {} ({seconds:.1} s{note})\n", self.name));
    }

    /// Ends the step badly and shows what was printed.
    pub(crate) fn failed(self, output: &str) {
        let seconds = self.started.elapsed().as_secs_f64();
        let start = if self.ui.terminal { "\r\x1b[2K" } else { "" };
        self.ui.write(&format!(
            "{start}✗ {} ({seconds:.1} s)\n{output}\n",
            self.name
        ));
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}
