//! What operators ask the deployment itself, typed by hand: these functions are in no file of `convex/`.

use convex_api::NoArgs;
use convex_typed::json::{Json, Misfits, Object};
use convex_typed::{Function, Mutation, Query, Wire};

/// A structure as it travels. Fields stand in the order of their names on the wire.
macro_rules! shape {
    ($(#[$about:meta])* $name:ident { $($(#[$field_about:meta])* $field:ident: $type:ty = $wire:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq)]
        pub(crate) struct $name {
            $($(#[$field_about])* pub(crate) $field: $type,)*
        }

        impl Wire for $name {
            fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
                let fields = misfits.fields(json);
                Self { $($field: fields.required($wire, misfits),)* }
            }

            fn write(&self, out: &mut String) {
                let mut object = Object::new(out);
                $(object.required($wire, &self.$field);)*
                object.end();
            }
        }
    };
}

macro_rules! function {
    ($kind:ident $name:ident($args:ty) -> $returns:ty = $path:literal) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) struct $name;

        impl Function for $name {
            const PATH: &'static str = $path;
            type Args = $args;
            type Returns = $returns;
        }

        impl $kind for $name {}
    };
}

function!(Query Health(NoArgs) -> HealthReport = "_system/operator:health");
function!(Query Figures(NoArgs) -> Vec<Figure> = "_system/operator:figures");
function!(Query Functions(NoArgs) -> Vec<Known> = "_system/operator:functions");
function!(Query Log(LogArgs) -> Vec<Line> = "_system/operator:log");
function!(Query Components(NoArgs) -> Vec<String> = "_system/operator:components");
function!(Query Tables(TablesArgs) -> Vec<Table> = "_system/operator:tables");
function!(Query Documents(DocumentsArgs) -> Page<Document> = "_system/operator:documents");
function!(Query Jobs(JobsArgs) -> Vec<Job> = "_system/operator:jobs");
function!(Query Crons(NoArgs) -> Vec<Cron> = "_system/operator:crons");
function!(Query Files(FilesArgs) -> Page<File> = "_system/operator:files");
function!(Mutation ReplaceDocument(ReplaceArgs) -> () = "_system/operator:replaceDocument");
function!(Mutation DeleteDocument(DeleteArgs) -> () = "_system/operator:deleteDocument");
function!(Mutation CancelJob(CancelArgs) -> () = "_system/operator:cancelJob");

shape!(
    /// How the deployment does as a whole. Instants are milliseconds since the Unix epoch.
    HealthReport {
        components: u32 = "components",
        connections: u32 = "connections",
        documents: u32 = "documents",
        failures: u32 = "failures",
        functions: u32 = "functions",
        hits: u32 = "hits",
        /// By how many milliseconds the job is late that is due longest.
        late: f64 = "late",
        latest: f64 = "latest",
        /// False while pushed functions cannot be loaded.
        loaded: bool = "loaded",
        pending: u32 = "pending",
        runs: u32 = "runs",
        started_at: f64 = "startedAt",
        tables: u32 = "tables",
    }
);

shape!(
    /// A function that ran since the start. Durations are milliseconds.
    Figure {
        component: String = "component",
        /// How it failed last.
        error: Option<String> = "error",
        failed_at: Option<f64> = "failedAt",
        failures: u32 = "failures",
        /// What half of the newest runs did not exceed.
        half: f64 = "half",
        /// Answers that needed no run.
        hits: u32 = "hits",
        kind: String = "kind",
        last: f64 = "last",
        /// What 95 per cent of the newest runs did not exceed.
        most: f64 = "most",
        name: String = "name",
        runs: u32 = "runs",
    }
);

shape!(
    /// A function that there is.
    Known {
        component: String = "component",
        kind: String = "kind",
        name: String = "name",
        public: bool = "public",
    }
);

shape!(
    /// Which lines of the log are wanted.
    LogArgs {
        failures: bool = "failures",
        /// Part of the function's name; empty for all.
        name: String = "name",
    }
);

shape!(
    /// A line of the log: a run that ended, or what an action has printed on the way.
    Line {
        at: f64 = "at",
        component: String = "component",
        error: Option<String> = "error",
        kind: String = "kind",
        lines: Vec<String> = "lines",
        name: String = "name",
        /// Tells it from all others.
        position: f64 = "position",
        request_id: String = "requestId",
        took: Option<f64> = "took",
    }
);

shape!(
    /// A table, with how many documents are in it.
    Table {
        documents: u32 = "documents",
        name: String = "name",
    }
);

shape!(
    /// Whose tables are wanted. The app's own component is the empty one, here and below.
    TablesArgs {
        component: String = "component",
    }
);

shape!(
    /// Which documents are wanted: those of a table that all conditions hold for.
    DocumentsArgs {
        component: String = "component",
        conditions: Vec<Condition> = "conditions",
        cursor: Option<String> = "cursor",
        order: String = "order",
        table: String = "table",
    }
);

shape!(
    /// What a field is compared with.
    Condition {
        field: String = "field",
        op: String = "op",
        /// JSON, or a text.
        value: String = "value",
    }
);

shape!(
    /// A document. `text` is JSON of all fields but those that the deployment sets.
    Document {
        creation_time: f64 = "creationTime",
        id: String = "id",
        text: String = "text",
    }
);

shape!(
    /// Which jobs are wanted; all, if no state is named.
    JobsArgs {
        state: Option<String> = "state",
    }
);

shape!(
    /// A scheduled function.
    Job {
        args: String = "args",
        completed_time: Option<f64> = "completedTime",
        component: String = "component",
        error: Option<String> = "error",
        id: String = "id",
        name: String = "name",
        scheduled_time: f64 = "scheduledTime",
        state: String = "state",
    }
);

shape!(
    /// What runs by the clock.
    Cron {
        component: String = "component",
        function: String = "function",
        identifier: String = "identifier",
        next_time: f64 = "nextTime",
        schedule: String = "schedule",
    }
);

shape!(
    /// Which page of files is wanted.
    FilesArgs {
        cursor: Option<String> = "cursor",
    }
);

shape!(
    /// A stored file.
    File {
        content_type: Option<String> = "contentType",
        creation_time: f64 = "creationTime",
        id: String = "id",
        size: f64 = "size",
        url: Option<String> = "url",
    }
);

shape!(
    /// Other fields for a document that has those of `before`.
    ReplaceArgs {
        before: String = "before",
        component: String = "component",
        id: String = "id",
        text: String = "text",
    }
);

shape!(
    /// The document that is deleted.
    DeleteArgs {
        component: String = "component",
        id: String = "id",
    }
);

shape!(
    /// The job that is cancelled.
    CancelArgs {
        id: String = "id",
    }
);

/// Some of many, and where the next ones begin.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page<T> {
    pub(crate) next: Option<String>,
    pub(crate) page: Vec<T>,
}

impl<T: Wire> Wire for Page<T> {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            next: fields.required("next", misfits),
            page: fields.required("page", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("next", &self.next);
        object.required("page", &self.page);
        object.end();
    }
}
