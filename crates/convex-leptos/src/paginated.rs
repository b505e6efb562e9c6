//! `use_paginated_query`.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use convex_sync::{Outcome, PageInfo, Pager, PagerStep, QueryKey};
use convex_typed::{PaginatedQuery, PaginationOptions, PaginationResult, Wire};
use leptos::prelude::{
    ArcRwSignal, Get, GetUntracked, GetValue, ReadValue, Set, Signal, StoredValue, untrack,
};

use crate::{
    ConvexClient, QueryState,
    cell::{QueryCell, Sink, decode},
    client::{Watch, run_tracked},
};

/// How much of a list is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PaginationStatus {
    /// Nothing is there yet.
    #[default]
    LoadingFirstPage,
    /// There is more to load.
    CanLoadMore,
    /// The next page is on its way.
    LoadingMore,
    /// Everything is there.
    Exhausted,
}

/// Subscribes to a list that grows page by page.
///
/// The closure gives the arguments; its `paginationOpts` name the size of the first page
/// (`PaginationOptions::first(50)`) and, where the list shall not begin at its beginning, a cursor. It may
/// return an `Option`; `None` skips. When arguments change,
/// the list begins again; the old rows stay until the new first page is there.
///
/// Every loaded page stays live. Pages that grow are split, and rows are neither doubled nor lost at
/// the seams.
///
/// **Server**: loads the first page, like [`use_query`](crate::use_query). **Hydrating**: ready at once
/// with the first page from the document. **Browser**: live until the owner is disposed.
#[track_caller]
pub fn use_paginated_query<F, A>(
    _query: F,
    args: impl Fn() -> A + Send + Sync + 'static,
) -> UsePaginatedQuery<F::Item>
where
    F: PaginatedQuery,
    A: Into<Option<F::Args>>,
{
    let list = Arc::new(List::<F>::new());
    if let Some(client) = ConvexClient::from_context() {
        let weak = Arc::downgrade(&list);
        run_tracked(Box::new(move || {
            let args = args().into();
            if let Some(list) = weak.upgrade() {
                untrack(|| list.restart(client, args));
            }
        }));
    }
    let cell = StoredValue::new(Arc::clone(&list.cell));
    let status = list.status.clone();
    UsePaginatedQuery {
        cell,
        status: status.into(),
        list: StoredValue::new(list as Arc<dyn LoadMore>),
    }
}

/// A live list, from [`use_paginated_query`]. `Copy`; lives as long as the owner it was made in.
pub struct UsePaginatedQuery<T: 'static> {
    cell: StoredValue<Arc<QueryCell<Vec<T>>>>,
    status: Signal<PaginationStatus>,
    list: StoredValue<Arc<dyn LoadMore>>,
}

impl<T> Clone for UsePaginatedQuery<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for UsePaginatedQuery<T> {}

impl<T: Wire> UsePaginatedQuery<T> {
    /// The rows of all loaded pages, tracked.
    pub fn get(&self) -> QueryState<Vec<T>> {
        self.with(Clone::clone)
    }

    /// The rows of all loaded pages, none while there are none; tracked.
    pub fn items(&self) -> Vec<T> {
        self.get().ready().unwrap_or_default()
    }

    /// Looks at the rows without cloning them, tracked.
    pub fn with<U>(&self, f: impl FnOnce(&QueryState<Vec<T>>) -> U) -> U {
        match self.cell.try_get_value() {
            Some(cell) => {
                cell.track();
                cell.with_untracked(f)
            }
            None => f(&QueryState::Pending),
        }
    }

    /// How much of the list is there, tracked.
    pub fn status(&self) -> PaginationStatus {
        self.status.try_get().unwrap_or_default()
    }

    /// Loads the next page, if there is one and none is on its way.
    pub fn load_more(&self, num_items: u32) {
        if let Some(list) = self.list.try_get_value() {
            list.load_more(num_items);
        }
    }

    /// Where the rows behind the loaded ones begin, for a link to them; `None` if there are none. **Server**
    /// only: with script more is loaded where it is.
    #[cfg(feature = "ssr")]
    pub fn next_cursor(&self) -> Option<String> {
        self.list.try_get_value()?.next_cursor()
    }

    /// Whether the rows shown belong to earlier arguments, tracked.
    pub fn is_stale(&self) -> Signal<bool> {
        match self.cell.try_read_value() {
            Some(cell) => cell.stale().into(),
            None => false.into(),
        }
    }
}

trait LoadMore: Send + Sync {
    fn load_more(self: Arc<Self>, num_items: u32);

    #[cfg(feature = "ssr")]
    fn next_cursor(&self) -> Option<String>;
}

/// One list: its pager, the rows of its pages, and the watches that keep them live.
struct List<F: PaginatedQuery> {
    cell: Arc<QueryCell<Vec<F::Item>>>,
    status: ArcRwSignal<PaginationStatus>,
    inner: Mutex<Inner<F>>,
}

struct Inner<F: PaginatedQuery> {
    current: Option<Current<F>>,
    /// Distinguishes the pages of this run of arguments from late news about the last.
    run: u32,
}

/// The rows of one page.
struct Loaded<T> {
    slot: u32,
    rows: Vec<T>,
}

struct Current<F: PaginatedQuery> {
    client: ConvexClient,
    args: F::Args,
    pager: Pager,
    pages: Vec<Loaded<F::Item>>,
    watches: Vec<(u32, Watch)>,
}

impl<F: PaginatedQuery> List<F> {
    fn new() -> Self {
        let inner = Mutex::new(Inner {
            current: None,
            run: 0,
        });
        Self {
            cell: QueryCell::new(),
            status: ArcRwSignal::new(PaginationStatus::default()),
            inner,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner<F>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn restart(self: &Arc<Self>, client: ConvexClient, args: Option<F::Args>) {
        let mut inner = self.lock();
        if let (Some(current), Some(args)) = (&inner.current, &args)
            && current.args == *args
        {
            return;
        }
        inner.run += 1;
        let next = args.map(|args| {
            let pager = Pager::new(PaginationOptions {
                end_cursor: None,
                ..F::options(&args).clone()
            });
            Current {
                client,
                args,
                pager,
                pages: Vec::new(),
                watches: Vec::new(),
            }
        });
        // The old watches end after the new ones have begun.
        let old = mem::replace(&mut inner.current, next);
        let skipped = inner.current.is_none();
        drop(inner);
        if skipped {
            self.cell.skipped();
        } else {
            self.cell.pending(true);
        }
        self.perform();
        drop(old);
    }

    /// Does what the pager asks for. Never holds the lock while watching: a known answer comes at once
    /// and takes the same road.
    fn perform(self: &Arc<Self>) {
        loop {
            let (steps, run, client, args) = {
                let mut inner = self.lock();
                let run = inner.run;
                let Some(current) = &mut inner.current else {
                    break;
                };
                let steps = current.pager.take_steps();
                if steps.is_empty() {
                    break;
                }
                (steps, run, current.client, current.args.clone())
            };
            for step in steps {
                match step {
                    PagerStep::Open(slot, options) => {
                        self.open(client, run, slot, &F::with_options(&args, options))
                    }
                    PagerStep::Close(slot) => self.close(run, slot),
                }
            }
        }
        self.publish();
    }

    fn open(self: &Arc<Self>, client: ConvexClient, run: u32, slot: u32, args: &F::Args) {
        let page = Arc::new(PageSink::<F> {
            list: Arc::downgrade(self),
            run,
            slot,
        });
        let watch = client.watch(&QueryKey::of::<F>(args), page);
        let mut inner = self.lock();
        if inner.run == run
            && let Some(current) = &mut inner.current
            && current.pager.has(slot)
        {
            current.watches.push((slot, watch));
        }
    }

    fn close(&self, run: u32, slot: u32) {
        let mut inner = self.lock();
        if inner.run != run {
            return;
        }
        let Some(current) = &mut inner.current else {
            return;
        };
        current.pages.retain(|page| page.slot != slot);
        let position = current.watches.iter().position(|(open, _)| *open == slot);
        let _watch = position.map(|position| current.watches.swap_remove(position));
        // The watch ends after the lock: ending it reaches the client.
        drop(inner);
    }

    fn page(self: &Arc<Self>, run: u32, slot: u32, outcome: &Outcome) {
        let decoded = match outcome {
            Ok(json) => decode::<PaginationResult<F::Item>>(json),
            Err(error) => Err(error.clone()),
        };
        let failure = {
            let mut inner = self.lock();
            if inner.run != run {
                return;
            }
            let Some(current) = &mut inner.current else {
                return;
            };
            match decoded {
                Ok(page) => {
                    current.pager.loaded(slot, page_info(&page));
                    current.put(slot, page.page);
                    None
                }
                Err(error) => (!current.pager.failed(slot, &error)).then_some(error),
            }
        };
        match failure {
            Some(error) => self.cell.show(QueryState::Failed(error)),
            None => self.perform(),
        }
    }

    /// Shows what is there.
    fn publish(&self) {
        let (items, status) = {
            let inner = self.lock();
            let Some(current) = &inner.current else {
                return;
            };
            (current.items(), current.status())
        };
        if self.status.get_untracked() != status {
            self.status.set(status);
        }
        if status != PaginationStatus::LoadingFirstPage {
            self.cell.show(QueryState::Ready(items));
        }
    }
}

impl<F: PaginatedQuery> Current<F> {
    fn put(&mut self, slot: u32, rows: Vec<F::Item>) {
        match self.pages.iter_mut().find(|page| page.slot == slot) {
            Some(page) => page.rows = rows,
            None => self.pages.push(Loaded { slot, rows }),
        }
    }

    fn items(&self) -> Vec<F::Item> {
        let mut items = Vec::new();
        for slot in self.pager.shown() {
            if let Some(page) = self.pages.iter().find(|page| page.slot == slot) {
                items.extend_from_slice(&page.rows);
            }
        }
        items
    }

    fn status(&self) -> PaginationStatus {
        if self.pager.shown().next().is_none() {
            PaginationStatus::LoadingFirstPage
        } else if self.pager.is_loading() {
            PaginationStatus::LoadingMore
        } else if self.pager.is_exhausted() {
            PaginationStatus::Exhausted
        } else {
            PaginationStatus::CanLoadMore
        }
    }
}

impl<F: PaginatedQuery> LoadMore for List<F> {
    fn load_more(self: Arc<Self>, num_items: u32) {
        if let Some(current) = &mut self.lock().current {
            current.pager.load_more(num_items);
        }
        self.perform();
    }

    #[cfg(feature = "ssr")]
    fn next_cursor(&self) -> Option<String> {
        self.lock().current.as_ref()?.pager.next_cursor()
    }
}

/// Brings a page's outcomes to its list. Holds the list weakly: the client holds the sink.
struct PageSink<F: PaginatedQuery> {
    list: Weak<List<F>>,
    run: u32,
    slot: u32,
}

impl<F: PaginatedQuery> Sink for PageSink<F> {
    fn pending(&self, _keep: bool) {}

    fn skipped(&self) {}

    fn outcome(&self, outcome: &Outcome) {
        if let Some(list) = self.list.upgrade() {
            list.page(self.run, self.slot, outcome);
        }
    }
}

fn page_info<T>(page: &PaginationResult<T>) -> PageInfo {
    PageInfo {
        continue_cursor: page.continue_cursor.clone(),
        is_done: page.is_done,
        len: page.page.len(),
        status: page.page_status,
        split_cursor: page.split_cursor.clone(),
    }
}
