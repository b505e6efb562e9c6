//! What a transaction has used, and how much it may use.

use crate::error::StoreError;

/// The most one transaction may use, nested calls included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Documents read, rows that a filter drops included.
    pub documents_read: usize,
    /// Bytes of those documents.
    pub bytes_read: usize,
    /// Point reads and index walks.
    pub database_queries: usize,
    /// Write calls.
    pub documents_written: usize,
    /// Bytes of the versions written.
    pub bytes_written: usize,
    /// Functions scheduled.
    pub functions_scheduled: usize,
    /// Bytes of their arguments.
    pub scheduled_args_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            documents_read: 32_000,
            bytes_read: 16 << 20,
            database_queries: 4_096,
            documents_written: 16_000,
            bytes_written: 16 << 20,
            functions_scheduled: 1_000,
            scheduled_args_bytes: 16 << 20,
        }
    }
}

impl Limits {
    /// No limit: for what the platform itself does with an application's documents.
    pub const NONE: Self = Self {
        documents_read: usize::MAX,
        bytes_read: usize::MAX,
        database_queries: usize::MAX,
        documents_written: usize::MAX,
        bytes_written: usize::MAX,
        functions_scheduled: usize::MAX,
        scheduled_args_bytes: usize::MAX,
    };

    /// Field by field the smaller of the two: the budget of a nested call within its caller's.
    pub fn min(self, other: Self) -> Self {
        Self {
            documents_read: self.documents_read.min(other.documents_read),
            bytes_read: self.bytes_read.min(other.bytes_read),
            database_queries: self.database_queries.min(other.database_queries),
            documents_written: self.documents_written.min(other.documents_written),
            bytes_written: self.bytes_written.min(other.bytes_written),
            functions_scheduled: self.functions_scheduled.min(other.functions_scheduled),
            scheduled_args_bytes: self.scheduled_args_bytes.min(other.scheduled_args_bytes),
        }
    }
}

/// What a transaction has used so far. A rollback to a checkpoint gives nothing back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// See [`Limits::documents_read`].
    pub documents_read: usize,
    /// See [`Limits::bytes_read`].
    pub bytes_read: usize,
    /// See [`Limits::database_queries`].
    pub database_queries: usize,
    /// See [`Limits::documents_written`].
    pub documents_written: usize,
    /// See [`Limits::bytes_written`].
    pub bytes_written: usize,
    /// See [`Limits::functions_scheduled`].
    pub functions_scheduled: usize,
    /// See [`Limits::scheduled_args_bytes`].
    pub scheduled_args_bytes: usize,
}

const READ_LESS: &str = "Consider using smaller limits in your queries, paginating your queries, or using indexed queries with a selective index range expression.";
const WRITE_LESS: &str =
    "Consider splitting the work over several mutations, for example with the scheduler.";

impl Usage {
    // Every counter is raised before it is checked: once over a limit, each further use fails too.

    pub(crate) fn count_query(&mut self, limits: &Limits) -> Result<(), StoreError> {
        self.database_queries += 1;
        check(
            self.database_queries,
            limits.database_queries,
            "TooManyReads",
            "reads",
            "",
            READ_LESS,
        )
    }

    pub(crate) fn count_document(
        &mut self,
        size: usize,
        limits: &Limits,
    ) -> Result<(), StoreError> {
        self.documents_read += 1;
        self.bytes_read += size;
        check(
            self.documents_read,
            limits.documents_read,
            "TooManyDocumentsRead",
            "documents read",
            "",
            READ_LESS,
        )?;
        check(
            self.bytes_read,
            limits.bytes_read,
            "TooManyBytesRead",
            "bytes read",
            " bytes",
            READ_LESS,
        )
    }

    pub(crate) fn count_write(&mut self, size: usize, limits: &Limits) -> Result<(), StoreError> {
        self.documents_written += 1;
        self.bytes_written += size;
        check(
            self.documents_written,
            limits.documents_written,
            "TooManyWrites",
            "writes",
            "",
            WRITE_LESS,
        )?;
        check(
            self.bytes_written,
            limits.bytes_written,
            "TooManyBytesWritten",
            "bytes written",
            " bytes",
            WRITE_LESS,
        )
    }

    pub(crate) fn count_scheduled(
        &mut self,
        args_size: usize,
        limits: &Limits,
    ) -> Result<(), StoreError> {
        self.functions_scheduled += 1;
        self.scheduled_args_bytes += args_size;
        check(
            self.functions_scheduled,
            limits.functions_scheduled,
            "TooManyFunctionsScheduled",
            "functions scheduled",
            "",
            WRITE_LESS,
        )?;
        check(
            self.scheduled_args_bytes,
            limits.scheduled_args_bytes,
            "ScheduledFunctionsArgumentsTooLarge",
            "bytes of scheduled arguments",
            " bytes",
            WRITE_LESS,
        )
    }
}

fn check(
    used: usize,
    limit: usize,
    code: &'static str,
    what: &'static str,
    unit: &'static str,
    hint: &'static str,
) -> Result<(), StoreError> {
    if used > limit {
        Err(StoreError::Limit {
            code,
            what,
            limit,
            unit,
            hint,
        })
    } else {
        Ok(())
    }
}
