//! `paginate`: one page, its cursors and the journal.

use super::FunctionHost;
use super::args::{invalid, parse};
use super::cursor::{Fingerprint, Position};
use super::rows::{Prepared, Row, Rows, Walk};
use convex_runtime::SyscallError;
use convex_store::{Document, KeyBytes, Order};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::fmt::Write as _;
use std::sync::Arc;

const MAX_PAGE_SIZE: f64 = 32_000.0;
/// A page of more rows than this is worth splitting.
const LARGE_PAGE: usize = 6144;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageArgs {
    query: Json,
    cursor: Option<String>,
    #[serde(default)]
    end_cursor: Option<String>,
    page_size: f64,
    #[serde(default)]
    maximum_rows_read: Option<f64>,
    #[serde(default)]
    maximum_bytes_read: Option<f64>,
}

/// When to stop reading.
struct Bounds {
    /// Given, everything up to it belongs to the page, however much that is.
    end: Option<Position>,
    rows: usize,
    rows_read: usize,
    bytes_read: usize,
    /// Whether the page may be asked for in two halves.
    splittable: bool,
}

#[derive(Default)]
struct Page {
    documents: Vec<Arc<Document>>,
    keys: Vec<KeyBytes>,
    bytes_read: usize,
    hit_maximum: bool,
    reached_end: bool,
}

impl FunctionHost {
    /// `1.0/queryPage`.
    pub(super) fn query_page(&mut self, args: &str) -> Result<String, SyscallError> {
        if std::mem::replace(&mut self.frame.paginated, true) {
            return Err(SyscallError::new(
                "This query or mutation function ran multiple paginated queries. Convex only supports a single paginated query in each function.",
            ));
        }
        let args: PageArgs = parse("1.0/queryPage", args)?;
        let page_size = page_size(args.page_size)?;
        let mut prepared = Prepared::new(&args.query, &mut self.tx)?;
        let fingerprint = fingerprint(&args.query, &prepared);
        let splittable = !matches!(prepared.source.walk, Walk::Search(_));
        let start = args
            .cursor
            .as_deref()
            .map(|cursor| self.open_cursor(cursor, fingerprint))
            .transpose()?;
        let end = self.end_of_page(args.end_cursor.as_deref(), fingerprint)?;
        narrow(&mut prepared, start.as_ref(), end.as_ref());
        let bounds = Bounds {
            rows: page_size,
            rows_read: maximum(args.maximum_rows_read),
            bytes_read: maximum(args.maximum_bytes_read),
            end,
            splittable,
        };
        let page = if start == Some(Position::End) {
            Page {
                reached_end: true,
                ..Page::default()
            }
        } else {
            let rows = prepared.open(&mut self.tx)?;
            self.read_page(rows, &bounds)?
        };
        self.page_json(page, &bounds, start, fingerprint)
    }

    fn open_cursor(&self, cursor: &str, query: Fingerprint) -> Result<Position, SyscallError> {
        self.run
            .engine
            .cursors
            .open(cursor, query)
            .ok_or_else(invalid_cursor)
    }

    /// An explicit end wins over the journal's. A journal that does not fit is no error: the function
    /// may have changed since.
    fn end_of_page(
        &self,
        explicit: Option<&str>,
        query: Fingerprint,
    ) -> Result<Option<Position>, SyscallError> {
        match (explicit, self.frame.journal_in.as_deref()) {
            (Some(cursor), _) => self.open_cursor(cursor, query).map(Some),
            (None, Some(journal)) => Ok(self.run.engine.cursors.open(journal, query)),
            (None, None) => Ok(None),
        }
    }

    fn read_page(&mut self, mut rows: Rows, bounds: &Bounds) -> Result<Page, SyscallError> {
        let mut page = Page::default();
        let open_ended = bounds.end.is_none();
        while !(open_ended && page.documents.len() >= bounds.rows) {
            if open_ended
                && (page.keys.len() >= bounds.rows_read || page.bytes_read >= bounds.bytes_read)
            {
                page.hit_maximum = true;
                return Ok(page);
            }
            let Some(Row {
                key,
                document,
                passed,
            }) = rows.step(&mut self.tx)?
            else {
                page.reached_end = true;
                return Ok(page);
            };
            page.keys.push(key);
            page.bytes_read += document.size();
            if passed {
                page.documents.push(document);
            }
        }
        Ok(page)
    }

    fn page_json(
        &mut self,
        page: Page,
        bounds: &Bounds,
        start: Option<Position>,
        query: Fingerprint,
    ) -> Result<String, SyscallError> {
        let position = match (&bounds.end, page.reached_end, page.keys.last()) {
            (Some(end), _, _) => end.clone(),
            (None, true, _) => Position::End,
            (None, false, Some(key)) => Position::After(key.clone()),
            // Nothing was read although there may be rows: a maximum of zero.
            (None, false, None) => {
                start.ok_or_else(|| invalid("maximumRowsRead", "paginate", "must be at least 1"))?
            }
        };
        let cursors = &self.run.engine.cursors;
        let is_done = position == Position::End;
        let continue_cursor = cursors.seal(&position, query);
        let middle = (bounds.splittable && page.keys.len() > 2)
            .then(|| Position::After(page.keys[page.keys.len() / 2].clone()));
        let split_cursor = middle.map(|middle| cursors.seal(&middle, query));
        let status = self.page_status(&page);
        self.frame.journal_out = Some(continue_cursor.clone());
        let mut out = String::from(r#"{"page":["#);
        for (number, document) in page.documents.iter().enumerate() {
            if number > 0 {
                out.push(',');
            }
            out.push_str(document.json());
        }
        let _ = write!(
            out,
            r#"],"isDone":{is_done},"continueCursor":{},"splitCursor":{},"pageStatus":{}}}"#,
            json!(continue_cursor),
            json!(split_cursor),
            json!(status)
        );
        Ok(out)
    }

    fn page_status(&self, page: &Page) -> Option<&'static str> {
        let limits = self.tx.limits();
        let near = |used: usize, limit: usize| used > limit / 4 * 3;
        if page.hit_maximum {
            Some("SplitRequired")
        } else if near(page.keys.len(), limits.documents_read)
            || near(page.bytes_read, limits.bytes_read)
            || page.keys.len() > LARGE_PAGE
        {
            Some("SplitRecommended")
        } else {
            None
        }
    }
}

fn page_size(size: f64) -> Result<usize, SyscallError> {
    match size {
        size if (1.0..=MAX_PAGE_SIZE).contains(&size) => Ok(size as usize),
        size if size > MAX_PAGE_SIZE => Err(invalid(
            "numItems",
            "paginate",
            format!("must be at most {MAX_PAGE_SIZE}"),
        )),
        _ => Err(SyscallError::new(
            "Must request at least 1 document while paginating",
        )),
    }
}

fn maximum(limit: Option<f64>) -> usize {
    limit.map_or(usize::MAX, |limit| limit.max(0.0) as usize)
}

/// The text of the query and the fields of its index. A whole table has the same index from the start,
/// before its first row as well.
fn fingerprint(query: &Json, prepared: &Prepared) -> Fingerprint {
    let fields = match &prepared.source.walk {
        Walk::Index(index) if query["source"]["type"] == "IndexRange" => {
            let fields = index.fields().iter();
            Some(fields.map(|field| format!("{field},")).collect::<String>())
        }
        _ => None,
    };
    Fingerprint::of(&[&query.to_string(), &fields.unwrap_or_default()])
}

/// Leaves of the range what lies strictly after `start` and up to and including `end`.
fn narrow(prepared: &mut Prepared, start: Option<&Position>, end: Option<&Position>) {
    let source = &mut prepared.source;
    let mut interval = source.interval.clone();
    if let Some(Position::After(key)) = start {
        interval = match source.order {
            Order::Ascending => interval.after(key.clone()),
            Order::Descending => interval.before(key.clone()),
        };
    }
    if let Some(Position::After(key)) = end {
        interval = match source.order {
            Order::Ascending => interval.through(key.clone()),
            Order::Descending => interval.from(key.clone()),
        };
    }
    source.interval = interval;
}

fn invalid_cursor() -> SyscallError {
    SyscallError {
        message: "InvalidCursor: Tried to run a query starting from a cursor, but it looks like this cursor is from a different query.".to_owned(),
        data: Some(json!({ "isConvexSystemError": true, "paginationError": "InvalidCursor" })),
    }
}
