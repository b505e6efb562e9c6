//! The table, as Markdown, on standard output; progress on standard error.

use std::io::Write;

/// Rows in the order in which they were measured.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<[String; 4]>,
}

impl Table {
    /// Adds a row: what, Conclave's figure, the peer's figure, and their ratio or the bar.
    pub(crate) fn row(&mut self, what: &str, ours: String, peer: String, ratio: String) {
        note(&format!("{what}: {ours} {peer} {ratio}"));
        self.rows.push([what.into(), ours, peer, ratio]);
    }

    /// A row without a peer.
    pub(crate) fn own(&mut self, what: &str, ours: String, bar: &str) {
        self.row(what, ours, "–".into(), bar.into());
    }

    /// Writes the whole table.
    pub(crate) fn print(&self) {
        let head = ["what", "Conclave", "peer", "ratio or bar"].map(String::from);
        let width = |column: usize| {
            std::iter::once(&head)
                .chain(&self.rows)
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths = [width(0), width(1), width(2), width(3)];
        let line = |row: &[String; 4]| {
            let cells = (0..4).map(|i| format!(" {:<1$} ", row[i], widths[i]));
            format!("|{}|", cells.collect::<Vec<_>>().join("|"))
        };
        let rule = widths.map(|w| "-".repeat(w));
        let mut out = std::io::stdout().lock();
        for row in [&head, &rule].into_iter().chain(&self.rows) {
            // Standard output may be closed early (`| head`); there is nobody left to tell.
            let _ = writeln!(out, "{}", line(row));
        }
    }
}

/// One line of progress.
pub(crate) fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
