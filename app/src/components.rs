//! Small pieces that pages are made of.

pub(crate) mod answer;
pub(crate) mod attachments;
pub(crate) mod avatar;
pub(crate) mod blocks;
pub(crate) mod composer;
pub(crate) mod conversation;
pub(crate) mod diffs;
pub(crate) mod drafts;
pub(crate) mod follow;
pub(crate) mod form;
pub(crate) mod icon;
pub(crate) mod live;
pub(crate) mod menu;
pub(crate) mod message;
pub(crate) mod models;
pub(crate) mod more;
pub(crate) mod prose;
pub(crate) mod recall;
pub(crate) mod search;
pub(crate) mod section;
pub(crate) mod status;
pub(crate) mod task_row;
pub(crate) mod time;
pub(crate) mod title;
pub(crate) mod todo_list;
pub(crate) mod tokens;
