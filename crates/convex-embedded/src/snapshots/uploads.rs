//! What is being uploaded for imports: parts, each a stored file that nothing refers to yet.

use crate::files::{Fresh, Stored};
use parking_lot::Mutex;
use std::collections::{HashMap, VecDeque};

/// Uploads at once; of more, the parts of those that began first are thrown away.
const UPLOADS_MAX: usize = 8;

/// Those of one deployment, by their tokens.
#[derive(Default)]
pub(crate) struct Uploads(Mutex<VecDeque<Upload>>);

struct Upload {
    token: String,
    parts: HashMap<String, (Stored, Fresh)>,
}

impl Uploads {
    pub(super) fn begin(&self, token: String) {
        let mut all = self.0.lock();
        if all.len() == UPLOADS_MAX {
            all.pop_front();
        }
        all.push_back(Upload {
            token,
            parts: HashMap::new(),
        });
    }

    /// Keeps a part, if there is such an upload. The part's token is the name of its bytes.
    pub(super) fn add(&self, token: &str, part: (Stored, Fresh)) -> Option<String> {
        let mut all = self.0.lock();
        let upload = all.iter_mut().find(|upload| upload.token == token)?;
        let name = part.0.name.clone();
        upload.parts.insert(name.clone(), part);
        Some(name)
    }

    pub(super) fn is_known(&self, token: &str) -> bool {
        self.0.lock().iter().any(|upload| upload.token == token)
    }

    /// Ends an upload and gives its parts in this order, if all of them are there.
    pub(super) fn take(&self, token: &str, order: &[String]) -> Option<Vec<(Stored, Fresh)>> {
        let mut all = self.0.lock();
        let position = all.iter().position(|upload| upload.token == token)?;
        let mut upload = all.remove(position)?;
        drop(all);
        order.iter().map(|name| upload.parts.remove(name)).collect()
    }
}
