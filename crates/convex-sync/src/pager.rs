//! Which pages make up a growing list: loading more, splitting grown pages, mending moved seams.
//!
//! The pager knows neither rows nor subscriptions. It is told what each page looks like and says which
//! pages to open and close; a page is named by its *slot*, a number that is never reused.

use std::mem;

use convex_typed::{ConvexError, PageStatus, PaginationOptions};

/// What the pager needs to know about a loaded page.
#[derive(Debug, Clone, PartialEq)]
pub struct PageInfo {
    /// Where the next page begins.
    pub continue_cursor: String,
    /// Whether the page reaches the end.
    pub is_done: bool,
    /// How many rows it has.
    pub len: usize,
    /// Advice to split it.
    pub status: Option<PageStatus>,
    /// Where to split it.
    pub split_cursor: Option<String>,
}

/// What to do about a page.
#[derive(Debug, Clone, PartialEq)]
pub enum PagerStep {
    /// Subscribe to the page with these options.
    Open(u32, PaginationOptions),
    /// Unsubscribe.
    Close(u32),
}

#[derive(Debug)]
struct Page {
    slot: u32,
    options: PaginationOptions,
    info: Option<PageInfo>,
    /// Pages that take this one's place once all of them are loaded.
    successors: Vec<u32>,
}

/// The pages of one list.
#[derive(Debug)]
pub struct Pager {
    first: PaginationOptions,
    pages: Vec<Page>,
    /// The slots shown, in order.
    order: Vec<u32>,
    next_slot: u32,
    restarts: u32,
    steps: Vec<PagerStep>,
}

impl Pager {
    /// A list that begins with this page. The first step opens it.
    pub fn new(first: PaginationOptions) -> Self {
        let mut pager = Self {
            first,
            pages: Vec::new(),
            order: Vec::new(),
            next_slot: 0,
            restarts: 0,
            steps: Vec::new(),
        };
        let slot = pager.open(pager.first.clone());
        pager.order.push(slot);
        pager
    }

    /// The steps that have become necessary since the last call.
    #[must_use]
    pub fn take_steps(&mut self) -> Vec<PagerStep> {
        mem::take(&mut self.steps)
    }

    /// Whether the slot is open.
    pub fn has(&self, slot: u32) -> bool {
        self.page(slot).is_some()
    }

    /// The slots whose rows are to be shown, in order: up to the first page that is missing or cut short.
    pub fn shown(&self) -> impl Iterator<Item = u32> + '_ {
        self.order
            .iter()
            .copied()
            .take_while(|slot| self.is_whole(*slot))
    }

    /// Whether rows after the shown ones are being loaded.
    pub fn is_loading(&self) -> bool {
        !self.order.iter().all(|slot| self.is_whole(*slot))
    }

    /// Whether the last page reaches the end.
    pub fn is_exhausted(&self) -> bool {
        !self.is_loading() && self.last_info().is_some_and(|info| info.is_done)
    }

    /// Where the next page begins, unless one is loading or there is none.
    pub fn next_cursor(&self) -> Option<String> {
        if self.is_loading() || self.is_exhausted() {
            return None;
        }
        self.last_info().map(|info| info.continue_cursor.clone())
    }

    /// Opens the next page, unless one is loading or there is none.
    pub fn load_more(&mut self, num_items: u32) {
        let Some(cursor) = self.next_cursor() else {
            return;
        };
        let slot = self.open(PaginationOptions {
            cursor: Some(cursor),
            num_items,
            ..self.template()
        });
        self.order.push(slot);
    }

    /// Takes note of a page's newest content.
    pub fn loaded(&mut self, slot: u32, info: PageInfo) {
        let Some(page) = self.page_mut(slot) else {
            return;
        };
        page.info = Some(info);
        self.split_if_grown(slot);
        self.replace_predecessor();
        self.mend_seams();
    }

    /// Takes note of a page's failure. A cursor that the deployment no longer understands begins the
    /// list again; that is the return value.
    pub fn failed(&mut self, slot: u32, error: &ConvexError) -> bool {
        if !self.has(slot) || !is_invalid_cursor(error) {
            return false;
        }
        self.restarts += 1;
        // A list that did not begin at its beginning now does.
        self.first.cursor = None;
        self.close_all();
        // A new id makes it another query, so that the failed one's journal cannot come back.
        let slot = self.open(PaginationOptions {
            id: Some(self.restarts),
            ..self.first.clone()
        });
        self.order.push(slot);
        true
    }

    /// Closes everything.
    pub fn close_all(&mut self) {
        self.order.clear();
        for page in mem::take(&mut self.pages) {
            self.steps.push(PagerStep::Close(page.slot));
        }
    }

    fn template(&self) -> PaginationOptions {
        PaginationOptions {
            id: (self.restarts > 0)
                .then_some(self.restarts)
                .or(self.first.id),
            ..self.first.clone()
        }
    }

    fn open(&mut self, options: PaginationOptions) -> u32 {
        let slot = self.next_slot;
        self.next_slot += 1;
        self.steps.push(PagerStep::Open(slot, options.clone()));
        self.pages.push(Page {
            slot,
            options,
            info: None,
            successors: Vec::new(),
        });
        slot
    }

    fn close(&mut self, slot: u32) {
        if let Some(position) = self.pages.iter().position(|page| page.slot == slot) {
            let page = self.pages.remove(position);
            self.steps.push(PagerStep::Close(slot));
            for successor in page.successors {
                self.close(successor);
            }
        }
    }

    fn page(&self, slot: u32) -> Option<&Page> {
        self.pages.iter().find(|page| page.slot == slot)
    }

    fn page_mut(&mut self, slot: u32) -> Option<&mut Page> {
        self.pages.iter_mut().find(|page| page.slot == slot)
    }

    fn info(&self, slot: u32) -> Option<&PageInfo> {
        self.page(slot)?.info.as_ref()
    }

    fn last_info(&self) -> Option<&PageInfo> {
        self.order.last().and_then(|slot| self.info(*slot))
    }

    fn is_whole(&self, slot: u32) -> bool {
        self.info(slot)
            .is_some_and(|info| info.status != Some(PageStatus::SplitRequired))
    }

    fn split_if_grown(&mut self, slot: u32) {
        let limit = self.first.num_items as usize * 2;
        let Some(page) = self.page(slot) else {
            return;
        };
        let Some(info) = &page.info else { return };
        let Some(middle) = info.split_cursor.clone() else {
            return;
        };
        if !page.successors.is_empty() || (info.status.is_none() && info.len <= limit) {
            return;
        }
        let end = info.continue_cursor.clone();
        let first = PaginationOptions {
            end_cursor: Some(middle.clone()),
            ..page.options.clone()
        };
        let second = PaginationOptions {
            cursor: Some(middle),
            end_cursor: Some(end),
            ..page.options.clone()
        };
        let successors = vec![self.open(first), self.open(second)];
        if let Some(page) = self.page_mut(slot) {
            page.successors = successors;
        }
    }

    /// Puts successors in place where all of them are loaded.
    fn replace_predecessor(&mut self) {
        let ready = self.order.iter().position(|slot| {
            let successors = self
                .page(*slot)
                .map(|page| page.successors.as_slice())
                .unwrap_or_default();
            !successors.is_empty()
                && successors
                    .iter()
                    .all(|successor| self.info(*successor).is_some())
        });
        let Some(position) = ready else { return };
        let slot = self.order[position];
        let successors = self
            .page_mut(slot)
            .map(|page| mem::take(&mut page.successors))
            .unwrap_or_default();
        self.order.splice(position..=position, successors);
        self.close(slot);
    }

    /// A page must begin where the one before it ends. Journals keep it so, except where the first
    /// result came with the document and the subscription began later.
    fn mend_seams(&mut self) {
        for position in 1..self.order.len() {
            let Some(before) = self.info(self.order[position - 1]) else {
                continue;
            };
            let (end, is_done) = (before.continue_cursor.clone(), before.is_done);
            let slot = self.order[position];
            let Some(page) = self.page(slot) else {
                continue;
            };
            if page.options.cursor.as_deref() == Some(end.as_str()) {
                continue;
            }
            if is_done {
                for slot in self.order.split_off(position) {
                    self.close(slot);
                }
                return;
            }
            let successor_fits = page
                .successors
                .first()
                .and_then(|successor| self.page(*successor))
                .is_some_and(|successor| successor.options.cursor.as_deref() == Some(end.as_str()));
            if successor_fits {
                continue;
            }
            let options = PaginationOptions {
                cursor: Some(end),
                end_cursor: None,
                ..page.options.clone()
            };
            let stale = self
                .page_mut(slot)
                .map(|page| mem::take(&mut page.successors))
                .unwrap_or_default();
            for successor in stale {
                self.close(successor);
            }
            let successor = self.open(options);
            if let Some(page) = self.page_mut(slot) {
                page.successors = vec![successor];
            }
        }
    }
}

/// Whether a failure means that a cursor is of another time: the list has to begin again.
fn is_invalid_cursor(error: &ConvexError) -> bool {
    error.message().contains("InvalidCursor")
        || error.data_field("paginationError").as_deref() == Some("InvalidCursor")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(end: &str, is_done: bool) -> PageInfo {
        PageInfo {
            continue_cursor: end.into(),
            is_done,
            len: 2,
            status: None,
            split_cursor: None,
        }
    }

    fn options(cursor: Option<&str>, end: Option<&str>) -> PaginationOptions {
        PaginationOptions {
            cursor: cursor.map(Into::into),
            end_cursor: end.map(Into::into),
            ..PaginationOptions::first(2)
        }
    }

    fn shown(pager: &Pager) -> Vec<u32> {
        pager.shown().collect()
    }

    fn opened() -> Pager {
        let mut pager = Pager::new(PaginationOptions::first(2));
        assert_eq!(
            pager.take_steps(),
            [PagerStep::Open(0, options(None, None))]
        );
        pager
    }

    #[test]
    fn pages_follow_each_other_until_the_end() {
        let mut pager = opened();
        pager.load_more(2);
        assert!(
            pager.take_steps().is_empty(),
            "the first page is still loading"
        );
        pager.loaded(0, info("a", false));
        pager.load_more(2);
        assert_eq!(
            pager.take_steps(),
            [PagerStep::Open(1, options(Some("a"), None))]
        );
        assert!(pager.is_loading());
        assert_eq!(shown(&pager), [0]);
        pager.loaded(1, info("b", true));
        assert!(pager.is_exhausted());
        pager.load_more(2);
        assert!(pager.take_steps().is_empty());
        assert_eq!(shown(&pager), [0, 1]);
    }

    #[test]
    fn a_grown_page_is_shown_until_both_halves_are_there() {
        let mut pager = opened();
        pager.loaded(
            0,
            PageInfo {
                len: 5,
                split_cursor: Some("m".into()),
                ..info("z", false)
            },
        );
        assert_eq!(
            pager.take_steps(),
            [
                PagerStep::Open(1, options(None, Some("m"))),
                PagerStep::Open(2, options(Some("m"), Some("z")))
            ]
        );
        pager.loaded(1, info("m", false));
        assert_eq!(shown(&pager), [0]);
        pager.loaded(2, info("z", false));
        assert_eq!(shown(&pager), [1, 2]);
        assert_eq!(pager.take_steps(), [PagerStep::Close(0)]);
    }

    #[test]
    fn a_page_that_is_cut_short_is_not_shown() {
        let mut pager = opened();
        let cut = PageInfo {
            status: Some(PageStatus::SplitRequired),
            split_cursor: Some("m".into()),
            ..info("z", false)
        };
        pager.loaded(0, cut);
        assert!(shown(&pager).is_empty() && pager.is_loading());
        pager.loaded(1, info("m", false));
        pager.loaded(2, info("z", false));
        assert_eq!(shown(&pager), [1, 2]);
    }

    #[test]
    fn a_moved_seam_is_mended_behind_the_old_page() {
        let mut pager = opened();
        pager.loaded(0, info("a", false));
        pager.load_more(2);
        pager.loaded(1, info("c", false));
        let _ = pager.take_steps();
        pager.loaded(0, info("b", false));
        assert_eq!(
            pager.take_steps(),
            [PagerStep::Open(2, options(Some("b"), None))]
        );
        pager.loaded(0, info("b", false));
        assert!(
            pager.take_steps().is_empty(),
            "the successor is already on its way"
        );
        assert_eq!(shown(&pager), [0, 1]);
        pager.loaded(2, info("d", false));
        assert_eq!(shown(&pager), [0, 2]);
        assert_eq!(pager.take_steps(), [PagerStep::Close(1)]);
    }

    #[test]
    fn pages_after_the_end_are_closed() {
        let mut pager = opened();
        pager.loaded(0, info("a", false));
        pager.load_more(2);
        pager.loaded(1, info("c", true));
        let _ = pager.take_steps();
        pager.loaded(0, info("end", true));
        assert_eq!(pager.take_steps(), [PagerStep::Close(1)]);
        assert!(pager.is_exhausted());
    }

    #[test]
    fn an_invalid_cursor_begins_again_with_another_id() {
        let mut pager = opened();
        pager.loaded(0, info("a", false));
        pager.load_more(2);
        let _ = pager.take_steps();
        assert!(!pager.failed(1, &ConvexError::from_wire("boom", None)));
        let data = r#"{"isConvexSystemError":true,"paginationError":"InvalidCursor"}"#;
        assert!(pager.failed(1, &ConvexError::from_wire("x", Some(data.into()))));
        assert_eq!(
            pager.take_steps(),
            [
                PagerStep::Close(0),
                PagerStep::Close(1),
                PagerStep::Open(
                    2,
                    PaginationOptions {
                        id: Some(1),
                        ..options(None, None)
                    }
                )
            ]
        );
        assert!(
            !pager.failed(1, &ConvexError::from_wire("InvalidCursor", None)),
            "the slot is gone"
        );
    }
}
