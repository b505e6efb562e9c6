//! The form handlers: what a page's forms post to when there is no script. Each makes one mutation and
//! sends the browser back to where it came from.
//!
//! They are server functions without a client half: with script, pages call the deployment themselves,
//! so not one byte of these is in the browser's module. They reach the deployment through the backend
//! that the server puts into the context, with the identity of the request.

mod account;
mod back;
mod chats;
mod code;
mod deployment;
mod memories;
mod offline;
mod settings;
mod shares;
mod tasks;
mod todos;

pub use account::{CancelDeletion, EndOtherSessions, EndSession, UnlinkAccount, UpdateProfile};
pub use chats::{
    ArchiveChat, BranchChat, EditMessage, PinChat, RemoveChat, RenameChat, RestoreChat,
    ResumeAnswer, RetryMessage, SelectVersion, SendToChat, SendWaiting, StartChat, StopAnswer,
    TagChat, TrashChat, UnarchiveChat, UntagChat, WithdrawMessage,
};
pub use code::ColourCode;
pub use deployment::{CancelJob, DeleteDocument, ReplaceDocument};
pub use memories::{AddMemory, EditMemory, RemoveMemory};
pub use offline::{Deliver, Delivery, KeptChat, KeptMessage, Snapshot, TakeAlong};
pub use settings::{
    ChooseAppearance, ChooseKeyboard, ChooseModels, RemoveKey, SetSwitches, WriteRules,
};
pub use shares::{RenewShare, RevokeShare, ShareChat};
pub use tasks::{
    ArchiveTask, CreateTask, RenameTask, RestoreTask, SendMessage, TrashTask, UnarchiveTask,
};
pub use todos::{AddTodo, EditTodo, RestoreTodo, TickTodo, TrashTodo};
