//! The shapes every paginated query shares.

use crate::{
    Wire,
    json::{Json, Misfits, Object},
    read_variant,
};

/// `paginationOpts`: which page to read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PaginationOptions {
    /// Where the page begins; `None` is the beginning.
    pub cursor: Option<String>,
    /// Where the page must end, if that is settled already.
    pub end_cursor: Option<String>,
    /// Distinguishes two lists over the same arguments; never read by the function.
    pub id: Option<u32>,
    /// Stop after having read this many bytes.
    pub maximum_bytes_read: Option<u32>,
    /// Stop after having read this many rows.
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

impl Wire for PaginationOptions {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            cursor: fields.required("cursor", misfits),
            end_cursor: fields.optional("endCursor", misfits),
            id: fields.optional("id", misfits),
            maximum_bytes_read: fields.optional("maximumBytesRead", misfits),
            maximum_rows_read: fields.optional("maximumRowsRead", misfits),
            num_items: fields.required("numItems", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("cursor", &self.cursor);
        object.optional("endCursor", &self.end_cursor);
        object.optional("id", &self.id);
        object.optional("maximumBytesRead", &self.maximum_bytes_read);
        object.optional("maximumRowsRead", &self.maximum_rows_read);
        object.required("numItems", &self.num_items);
        object.end();
    }
}

/// What a paginated query returns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PaginationResult<T> {
    /// Cursor of the page's end: where the next page begins.
    pub continue_cursor: String,
    /// Whether this page reaches the end.
    pub is_done: bool,
    /// The rows.
    pub page: Vec<T>,
    /// Whether the page has grown so much that it should be read as two.
    pub page_status: Option<PageStatus>,
    /// A cursor in the middle of the page, to split it at.
    pub split_cursor: Option<String>,
}

impl<T: Wire> Wire for PaginationResult<T> {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            continue_cursor: fields.required("continueCursor", misfits),
            is_done: fields.required("isDone", misfits),
            page: fields.required("page", misfits),
            page_status: fields.optional("pageStatus", misfits),
            split_cursor: fields.optional("splitCursor", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("continueCursor", &self.continue_cursor);
        object.required("isDone", &self.is_done);
        object.required("page", &self.page);
        object.optional("pageStatus", &self.page_status);
        object.optional("splitCursor", &self.split_cursor);
        object.end();
    }
}

/// Advice of the deployment about a page that has grown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageStatus {
    /// The page still works but should be split.
    SplitRecommended,
    /// The page is cut short and must be split.
    SplitRequired,
}

impl PageStatus {
    const ALL: [Self; 2] = [Self::SplitRecommended, Self::SplitRequired];

    fn as_str(self) -> &'static str {
        match self {
            Self::SplitRecommended => "SplitRecommended",
            Self::SplitRequired => "SplitRequired",
        }
    }
}

impl Wire for PageStatus {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "PageStatus", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        out.push('"');
        out.push_str(self.as_str());
        out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{from_json, to_json};

    #[test]
    fn options_serialise_with_sorted_keys_and_without_absent_ones() {
        assert_eq!(
            to_json(&PaginationOptions::first(20)),
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
            to_json(&all),
            r#"{"cursor":"c","endCursor":"e","id":3,"maximumBytesRead":1,"maximumRowsRead":2,"numItems":9}"#
        );
    }

    #[test]
    fn a_page_is_read_with_and_without_its_optional_fields() {
        let bare: PaginationResult<u32> =
            from_json(r#"{"page":[1,2],"isDone":true,"continueCursor":"x"}"#).unwrap();
        assert_eq!(
            (bare.page, bare.is_done, bare.page_status),
            (vec![1, 2], true, None)
        );
        let full: PaginationResult<u32> = from_json(
            r#"{"page":[],"isDone":false,"continueCursor":"x","splitCursor":"s","pageStatus":"SplitRequired"}"#,
        )
        .unwrap();
        assert_eq!(full.page_status, Some(PageStatus::SplitRequired));
        let nulls: PaginationResult<u32> = from_json(
            r#"{"page":[],"isDone":false,"continueCursor":"x","splitCursor":null,"pageStatus":null}"#,
        )
        .unwrap();
        assert_eq!((nulls.page_status, nulls.split_cursor), (None, None));
    }
}
