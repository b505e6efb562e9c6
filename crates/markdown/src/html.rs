//! Events as HTML. Everything that comes from the text is escaped here, and nowhere are tags passed on.

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, Tag, TagEnd,
};

use crate::block::Context;
use crate::{address, code, inline, maths};

/// The level of headings at the top of a text: the page and the message have their own above.
const TOP_HEADING: usize = 3;

/// Writes one block.
pub(crate) struct Writer<'c> {
    pub(crate) html: String,
    pub(crate) context: &'c mut Context,
    table: Table,
    /// A picture whose description is being read.
    picture: Option<Picture>,
    /// A code block that is being read: what its fence says, and its text.
    code: Option<(String, String)>,
    /// For each link that is open: whether it leads anywhere.
    links: Vec<bool>,
    /// The levels of the headings that are open: one, or none.
    heading: usize,
    /// Whether a list item has just begun, which may turn out to be a task.
    in_item: bool,
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    is_head: bool,
}

struct Picture {
    address: String,
    description: String,
}

impl<'c> Writer<'c> {
    pub(crate) fn new(context: &'c mut Context) -> Self {
        Self {
            html: String::new(),
            context,
            table: Table::default(),
            picture: None,
            code: None,
            links: Vec::new(),
            heading: 0,
            in_item: false,
        }
    }

    pub(crate) fn finish(self) -> String {
        self.html
    }

    pub(crate) fn event(&mut self, event: Event<'_>) {
        if self.picture.is_some() && !matches!(event, Event::End(TagEnd::Image)) {
            return self.describe(&event);
        }
        let in_item = std::mem::take(&mut self.in_item);
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => self.wrapped("code", &text),
            Event::InlineMath(source) => maths::push(&mut self.html, &source, false),
            Event::DisplayMath(source) => maths::push(&mut self.html, &source, true),
            Event::Html(text) | Event::InlineHtml(text) => self.tag_as_text(&text),
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::SoftBreak => self.html.push('\n'),
            // Whoever reads only the text has the line's end, too.
            Event::HardBreak => self.html.push_str("<br>\n"),
            Event::Rule => self.html.push_str("<hr>"),
            Event::TaskListMarker(is_done) => self.task(is_done),
        }
        // A paragraph may stand between an item and its mark.
        self.in_item |= in_item && self.html.ends_with("<p dir=\"auto\">");
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.html.push_str("<p dir=\"auto\">"),
            Tag::Heading { level, .. } => self.open_heading(level),
            Tag::BlockQuote(kind) => self.open_quote(kind),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                self.code = Some((info.to_string(), String::new()));
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => {
                self.code = Some((String::new(), String::new()));
            }
            Tag::HtmlBlock => self.html.push_str("<p class=\"raw\" dir=\"auto\">"),
            Tag::List(None) => self.html.push_str("<ul>"),
            Tag::List(Some(1)) => self.html.push_str("<ol>"),
            Tag::List(Some(first)) => {
                self.html.push_str("<ol start=\"");
                self.html.push_str(&first.to_string());
                self.html.push_str("\">");
            }
            Tag::Item => {
                self.html.push_str("<li dir=\"auto\">");
                self.in_item = true;
            }
            Tag::FootnoteDefinition(label) => self.open_footnote(&label),
            Tag::Table(alignments) => self.open_table(alignments),
            Tag::TableHead => {
                self.html.push_str("<thead><tr>");
                (self.table.is_head, self.table.column) = (true, 0);
            }
            Tag::TableRow => {
                self.html.push_str("<tr>");
                self.table.column = 0;
            }
            Tag::TableCell => self.open_cell(),
            Tag::Emphasis => self.html.push_str("<em>"),
            Tag::Strong => self.html.push_str("<strong>"),
            Tag::Strikethrough => self.html.push_str("<del>"),
            Tag::Link { dest_url, .. } => self.open_link(&dest_url),
            Tag::Image { dest_url, .. } => {
                self.picture = Some(Picture {
                    address: dest_url.to_string(),
                    description: String::new(),
                });
            }
            // Of extensions that are not asked for.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.html.push_str("</p>"),
            TagEnd::Heading(_) => {
                let level = self.heading;
                self.html.push_str(&format!("</h{level}>"));
            }
            TagEnd::BlockQuote(_) => self.html.push_str("</blockquote>"),
            TagEnd::CodeBlock => self.close_code(),
            TagEnd::List(is_ordered) => {
                self.html
                    .push_str(if is_ordered { "</ol>" } else { "</ul>" })
            }
            TagEnd::Item => self.html.push_str("</li>"),
            TagEnd::FootnoteDefinition => self.html.push_str("</div></div>"),
            TagEnd::Table => self.close_table(),
            TagEnd::TableHead => {
                self.html.push_str("</tr></thead><tbody>");
                self.table.is_head = false;
            }
            TagEnd::TableRow => self.html.push_str("</tr>"),
            TagEnd::TableCell => self.close_cell(),
            TagEnd::Emphasis => self.html.push_str("</em>"),
            TagEnd::Strong => self.html.push_str("</strong>"),
            TagEnd::Strikethrough => self.html.push_str("</del>"),
            TagEnd::Link => {
                let is_live = self.links.pop().unwrap_or_default();
                self.html.push_str(if is_live { "</a>" } else { "</span>" });
            }
            TagEnd::Image => self.close_picture(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, code)) = &mut self.code {
            code.push_str(text);
        } else if self.links.is_empty() {
            inline::push(self, text);
        } else {
            push_escaped(&mut self.html, text);
        }
    }

    fn wrapped(&mut self, tag: &str, text: &str) {
        self.html.push_str(&format!("<{tag}>"));
        push_escaped(&mut self.html, text);
        self.html.push_str(&format!("</{tag}>"));
    }

    /// The one tag that models write where Markdown has nothing: a line's end inside a cell.
    fn tag_as_text(&mut self, text: &str) {
        match text.trim() {
            "<br>" | "<br/>" | "<br />" => self.html.push_str("<br>"),
            _ => push_escaped(&mut self.html, text),
        }
    }

    fn task(&mut self, is_done: bool) {
        let (class, name) = if is_done {
            (" done", "Done")
        } else {
            ("", "Not done")
        };
        let mark =
            format!("<span class=\"task-mark{class}\" role=\"img\" aria-label=\"{name}\"></span>");
        self.html.push_str(&mark);
    }

    /// Levels follow each other without gaps, whatever a text begins with.
    fn open_heading(&mut self, level: HeadingLevel) {
        let level = level as u8;
        let around = &mut self.context.headings;
        while around.last().is_some_and(|last| *last >= level) {
            around.pop();
        }
        self.heading = (TOP_HEADING + around.len()).min(6);
        around.push(level);
        self.html
            .push_str(&format!("<h{} dir=\"auto\">", self.heading));
    }

    fn open_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let (class, name) = match kind {
            None => return self.html.push_str("<blockquote dir=\"auto\">"),
            Some(BlockQuoteKind::Note) => ("note", "Note"),
            Some(BlockQuoteKind::Tip) => ("tip", "Tip"),
            Some(BlockQuoteKind::Important) => ("important", "Important"),
            Some(BlockQuoteKind::Warning) => ("warning", "Warning"),
            Some(BlockQuoteKind::Caution) => ("caution", "Caution"),
        };
        let quote = format!(
            "<blockquote class=\"alert {class}\" dir=\"auto\"><p class=\"alert-name\">{name}</p>"
        );
        self.html.push_str(&quote);
    }

    fn close_code(&mut self) {
        if let Some((info, text)) = self.code.take() {
            code::push(&mut self.html, &info, &text, self.context);
        }
    }

    pub(crate) fn footnote_reference(&mut self, label: &str) {
        let mention = self.context.footnotes.mention(label);
        let (scope, number) = (&self.context.options.scope, mention.number);
        let id = if mention.is_first {
            format!(" id=\"{scope}-ref-{number}\"")
        } else {
            String::new()
        };
        self.html.push_str(&format!(
            "<sup{id}><a class=\"footnote-mark\" href=\"#{scope}-note-{number}\" role=\"doc-noteref\" aria-label=\"Note {number}\">{number}</a></sup>"
        ));
    }

    fn open_footnote(&mut self, label: &str) {
        let number = self.context.footnotes.number(label);
        let scope = &self.context.options.scope;
        self.html.push_str(&format!(
            "<div class=\"footnote\" id=\"{scope}-note-{number}\" role=\"note\"><a class=\"footnote-mark\" href=\"#{scope}-ref-{number}\" aria-label=\"Back to note {number} in the text\">{number}</a><div>"
        ));
    }

    fn open_table(&mut self, alignments: Vec<Alignment>) {
        self.table.alignments = alignments;
        // Wide tables scroll by themselves, and what scrolls must be reachable with keys.
        self.html
            .push_str("<figure class=\"table\"><div class=\"table-scroll\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>");
    }

    fn close_table(&mut self) {
        self.html
            .push_str("</tbody></table></div><figcaption class=\"with-script\">");
        code::push_button(&mut self.html, "markdown", "", "Copy as Markdown");
        code::push_button(&mut self.html, "csv", "", "Copy as CSV");
        self.html.push_str("</figcaption></figure>");
    }

    fn open_cell(&mut self) {
        let name = if self.table.is_head {
            "th scope=\"col\""
        } else {
            "td"
        };
        let alignment = self.table.alignments.get(self.table.column);
        let class = match alignment {
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            _ => "",
        };
        self.html.push_str(&format!("<{name}{class} dir=\"auto\">"));
    }

    fn close_cell(&mut self) {
        self.html
            .push_str(if self.table.is_head { "</th>" } else { "</td>" });
        self.table.column += 1;
    }

    pub(crate) fn open_link(&mut self, to: &str) {
        let inside = address::page(to);
        let outside = address::link(to);
        match (inside, outside) {
            (Some(to), _) => {
                self.html.push_str("<a class=\"mention\" href=\"");
                push_escaped(&mut self.html, to);
                self.html.push_str("\">");
            }
            (None, Some(to)) => push_anchor(&mut self.html, "external", to),
            (None, None) => self.html.push_str("<span>"),
        }
        self.links.push(inside.or(outside).is_some());
    }

    /// Pictures are described by text alone.
    fn describe(&mut self, event: &Event<'_>) {
        let Some(picture) = &mut self.picture else {
            return;
        };
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) => {
                picture.description.push_str(text);
            }
            Event::SoftBreak | Event::HardBreak => picture.description.push(' '),
            _ => {}
        }
    }

    fn close_picture(&mut self) {
        let Some(Picture {
            address,
            description,
        }) = self.picture.take()
        else {
            return;
        };
        let description = CowStr::from(description);
        if let Some(own) = address::picture(&address) {
            self.html.push_str("<img loading=\"lazy\" src=\"");
            push_escaped(&mut self.html, own);
            self.html.push_str("\" alt=\"");
            push_escaped(&mut self.html, &description);
            self.html.push_str("\">");
            return;
        }
        let name = if description.is_empty() {
            "Picture"
        } else {
            &description
        };
        // No link inside a link.
        match address::link(&address).filter(|_| self.links.is_empty()) {
            Some(to) => {
                push_anchor(&mut self.html, "external picture", to);
                push_escaped(&mut self.html, name);
                self.html.push_str("</a>");
            }
            None => self.wrapped("span", name),
        }
    }
}

/// The beginning of a link to somewhere else. That place learns nothing of where it was followed.
pub(crate) fn push_anchor(html: &mut String, class: &str, to: &str) {
    html.push_str(&format!(
        "<a class=\"{class}\" target=\"_blank\" rel=\"noopener noreferrer nofollow\" href=\""
    ));
    push_escaped(html, to);
    html.push_str("\">");
}

/// Text as it may stand in HTML, between quotes too.
pub(crate) fn push_escaped(html: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            letter => html.push(letter),
        }
    }
}
