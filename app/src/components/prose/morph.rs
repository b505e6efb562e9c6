//! Making nodes like others with as few changes as there are: what a reader has selected stays selected, and
//! what has the focus keeps it.

use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Node};

/// Makes the content of an element that of the HTML.
pub(super) fn fill(element: &Element, html: &str) {
    if !element.has_child_nodes() {
        return element.set_inner_html(html);
    }
    let Ok(wanted) = element.clone_node() else {
        return;
    };
    let wanted: Element = wanted.unchecked_into();
    wanted.set_inner_html(html);
    children(element, &wanted);
}

fn children(old: &Node, new: &Node) {
    let (mut at, mut wanted) = (old.first_child(), new.first_child());
    while let Some(node) = wanted {
        // What is moved into the page is no longer beside the others.
        wanted = node.next_sibling();
        match at {
            Some(here) => {
                at = here.next_sibling();
                if here.is_equal_node(Some(&node)) {
                    continue;
                }
                if is_alike(&here, &node) {
                    update(&here, &node);
                } else {
                    let _ = old.replace_child(&node, &here);
                }
            }
            None => drop(old.append_child(&node)),
        }
    }
    while let Some(here) = at {
        at = here.next_sibling();
        let _ = old.remove_child(&here);
    }
}

/// Whether the two differ in what is inside at most.
fn is_alike(old: &Node, new: &Node) -> bool {
    if old.node_type() != Node::ELEMENT_NODE {
        return old.node_type() == new.node_type();
    }
    match (old.clone_node(), new.clone_node()) {
        (Ok(old), Ok(new)) => old.is_equal_node(Some(&new)),
        _ => false,
    }
}

fn update(old: &Node, new: &Node) {
    if old.node_type() == Node::ELEMENT_NODE {
        children(old, new);
    } else if old.node_value() != new.node_value() {
        old.set_node_value(new.node_value().as_deref());
    }
}
