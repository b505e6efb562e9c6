//! The shapes every paginated query shares.

use serde::{Deserialize, Serialize};

/// `paginationOpts`: which page to read. Field order is alphabetical on the wire.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaginationOptions {
    /// Where the page begins; `None` is the beginning.
    pub cursor: Option<String>,
    /// Where the page must end, if that is settled already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_cursor: Option<String>,
    /// Distinguishes two lists over the same arguments; never read by the function.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<u32>,
    /// Stop after having read this many bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_bytes_read: Option<u32>,
    /// Stop after having read this many rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_rows_read: Option<u32>,
    /// How many rows the page should have. Hooks take their initial page size from here.
    pub num_items: u32,
}

impl PaginationOptions {
    /// The first page, of `num_items` rows.
    pub fn first(num_items: u32) -> Self {
        Self {
            num_items,
            ..Self::default()
        }
    }
}

/// What a paginated query returns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaginationResult<T> {
    /// Cursor of the page's end: where the next page begins.
    pub continue_cursor: String,
    /// Whether this page reaches the end.
    pub is_done: bool,
    /// The rows.
    pub page: Vec<T>,
    /// Whether the page has grown so much that it should be read as two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_status: Option<PageStatus>,
    /// A cursor in the middle of the page, to split it at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split_cursor: Option<String>,
}

/// Advice of the deployment about a page that has grown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageStatus {
    /// The page still works but should be split.
    SplitRecommended,
    /// The page is cut short and must be split.
    SplitRequired,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_serialise_with_sorted_keys_and_without_absent_ones() {
        assert_eq!(
            serde_json::to_string(&PaginationOptions::first(20)).unwrap(),
            r#"{"cursor":null,"numItems":20}"#
        );
        let all = PaginationOptions {
            cursor: Some("c".into()),
            end_cursor: Some("e".into()),
            id: Some(3),
            maximum_bytes_read: Some(1),
            maximum_rows_read: Some(2),
            num_items: 9,
        };
        assert_eq!(
            serde_json::to_string(&all).unwrap(),
            r#"{"cursor":"c","endCursor":"e","id":3,"maximumBytesRead":1,"maximumRowsRead":2,"numItems":9}"#
        );
    }

    #[test]
    fn a_page_is_read_with_and_without_its_optional_fields() {
        let bare: PaginationResult<u32> =
            serde_json::from_str(r#"{"page":[1,2],"isDone":true,"continueCursor":"x"}"#).unwrap();
        assert_eq!(
            (bare.page, bare.is_done, bare.page_status),
            (vec![1, 2], true, None)
        );
        let full: PaginationResult<u32> = serde_json::from_str(
            r#"{"page":[],"isDone":false,"continueCursor":"x","splitCursor":"s","pageStatus":"SplitRequired"}"#,
        )
        .unwrap();
        assert_eq!(full.page_status, Some(PageStatus::SplitRequired));
        let nulls: PaginationResult<u32> = serde_json::from_str(
            r#"{"page":[],"isDone":false,"continueCursor":"x","splitCursor":null,"pageStatus":null}"#,
        )
        .unwrap();
        assert_eq!((nulls.page_status, nulls.split_cursor), (None, None));
    }
}
