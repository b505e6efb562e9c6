//! Which intervals contain a key.
//!
//! A treap ordered by interval, each node knowing the greatest end below it, so that a search leaves
//! out every subtree that ends before the key. Equal intervals share a node.

use std::{cmp::Ordering, collections::BTreeSet};

use crate::key::{Cut, KeyInterval};

#[derive(Debug)]
pub(super) struct IntervalTree<Id> {
    root: Link<Id>,
    /// State of the generator of priorities. Fixed at the start: balance needs priorities that do not
    /// follow the order of the intervals, not unpredictable ones.
    priorities: u64,
}

type Link<Id> = Option<Box<Node<Id>>>;

#[derive(Debug)]
struct Node<Id> {
    interval: KeyInterval,
    ids: BTreeSet<Id>,
    priority: u64,
    /// The greatest end in this subtree.
    last_end: Cut,
    left: Link<Id>,
    right: Link<Id>,
}

impl<Id: Copy + Ord> IntervalTree<Id> {
    pub(super) fn new() -> Self {
        Self {
            root: None,
            priorities: 0x2545_f491_4f6c_dd1d,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    pub(super) fn insert(&mut self, interval: &KeyInterval, id: Id) {
        let priority = self.next_priority();
        self.root = Some(insert(self.root.take(), interval, id, priority));
    }

    pub(super) fn remove(&mut self, interval: &KeyInterval, id: Id) {
        self.root = remove(self.root.take(), interval, id);
    }

    /// Hands the ids of every interval that contains the key to `found`.
    pub(super) fn containing(&self, key: &[u8], found: &mut dyn FnMut(&BTreeSet<Id>)) {
        containing(&self.root, key, found);
    }

    /// Xorshift (Marsaglia 2003).
    fn next_priority(&mut self) -> u64 {
        self.priorities ^= self.priorities << 13;
        self.priorities ^= self.priorities >> 7;
        self.priorities ^= self.priorities << 17;
        self.priorities
    }
}

impl<Id> Node<Id> {
    fn update(&mut self) {
        let below = [&self.left, &self.right]
            .into_iter()
            .flatten()
            .map(|child| &child.last_end);
        let last = below
            .max()
            .map_or(&self.interval.end, |below| below.max(&self.interval.end));
        self.last_end = last.clone();
    }
}

fn insert<Id: Copy + Ord>(
    link: Link<Id>,
    interval: &KeyInterval,
    id: Id,
    priority: u64,
) -> Box<Node<Id>> {
    let Some(mut node) = link else {
        let (interval, last_end) = (interval.clone(), interval.end.clone());
        return Box::new(Node {
            interval,
            ids: BTreeSet::from([id]),
            priority,
            last_end,
            left: None,
            right: None,
        });
    };
    match interval.cmp(&node.interval) {
        Ordering::Equal => {
            node.ids.insert(id);
        }
        Ordering::Less => {
            let left = insert(node.left.take(), interval, id, priority);
            if left.priority > node.priority {
                return rotate_right(node, left);
            }
            node.left = Some(left);
        }
        Ordering::Greater => {
            let right = insert(node.right.take(), interval, id, priority);
            if right.priority > node.priority {
                return rotate_left(node, right);
            }
            node.right = Some(right);
        }
    }
    node.update();
    node
}

fn rotate_right<Id>(mut node: Box<Node<Id>>, mut left: Box<Node<Id>>) -> Box<Node<Id>> {
    node.left = left.right.take();
    node.update();
    left.right = Some(node);
    left.update();
    left
}

fn rotate_left<Id>(mut node: Box<Node<Id>>, mut right: Box<Node<Id>>) -> Box<Node<Id>> {
    node.right = right.left.take();
    node.update();
    right.left = Some(node);
    right.update();
    right
}

fn remove<Id: Copy + Ord>(link: Link<Id>, interval: &KeyInterval, id: Id) -> Link<Id> {
    let mut node = link?;
    match interval.cmp(&node.interval) {
        Ordering::Equal => {
            node.ids.remove(&id);
            if node.ids.is_empty() {
                return join(node.left.take(), node.right.take());
            }
        }
        Ordering::Less => node.left = remove(node.left.take(), interval, id),
        Ordering::Greater => node.right = remove(node.right.take(), interval, id),
    }
    node.update();
    Some(node)
}

/// One tree of two, of which the first lies wholly before the second.
fn join<Id>(left: Link<Id>, right: Link<Id>) -> Link<Id> {
    match (left, right) {
        (None, only) | (only, None) => only,
        (Some(mut left), Some(mut right)) => Some(if left.priority > right.priority {
            left.right = join(left.right.take(), Some(right));
            left.update();
            left
        } else {
            right.left = join(Some(left), right.left.take());
            right.update();
            right
        }),
    }
}

fn containing<Id>(link: &Link<Id>, key: &[u8], found: &mut dyn FnMut(&BTreeSet<Id>)) {
    let Some(node) = link else { return };
    if node.last_end.is_before(key) {
        return;
    }
    containing(&node.left, key, found);
    if node.interval.start.is_before(key) {
        if node.interval.contains(key) {
            found(&node.ids);
        }
        containing(&node.right, key, found);
    }
}
