//! Mounting: from definitions to the components that there are.

use super::definition::{Binding, Child};
use super::{App, ComponentPath, Definition, Namespaces, Part};
use crate::Error;
use convex_runtime::{Env, Version};
use convex_store::Namespace;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Components of an app. A definition that uses itself in a circle cannot be loaded, but a few that use each other
/// twice could make any number.
const COMPONENTS_MAX: usize = 1_000;
/// What every component sees: where clients reach the deployment, and where its own HTTP actions are.
const CLOUD_URL: &str = "CONVEX_CLOUD_URL";
pub(crate) const SITE_URL: &str = "CONVEX_SITE_URL";

/// The app, or a component where it is used: what all of its functions run with.
#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) path: ComponentPath,
    pub(crate) namespace: Namespace,
    pub(crate) version: Arc<Version>,
    /// What `process.env` shows.
    pub(crate) env: Env,
}

/// An instance, with what it is made of.
pub(crate) type Mounted = (Arc<Instance>, Arc<Part>);

/// All instances of an app, the app itself first.
pub(crate) fn mount(
    app: &App,
    env: &Env,
    namespaces: &mut Namespaces,
) -> Result<Vec<Mounted>, Error> {
    let root = Instance {
        path: ComponentPath::root(),
        namespace: Namespace::ROOT,
        version: app.root.version.clone(),
        env: env.clone(),
    };
    let mut mounted = vec![(Arc::new(root), app.root.clone())];
    let mut next = 0;
    while let Some((parent, user)) = mounted.get(next).cloned() {
        next += 1;
        let definition = &user.definition;
        for child in &definition.child_components {
            let path = parent.path.child(&child.name);
            let Some(part) = app.components.get(&child.path) else {
                return Err(unusable(format!(
                    "`{path}` is a component that was not pushed."
                )));
            };
            if mounted.iter().any(|(other, _)| other.path == path) {
                return Err(unusable(format!(
                    "Two components have the name `{path}`; give one of them another: app.use(…, {{ name }})."
                )));
            }
            if mounted.len() == COMPONENTS_MAX {
                let sentence = format!("An app can use {COMPONENTS_MAX} components at most.");
                return Err(unusable(sentence));
            }
            let instance = Instance {
                namespace: namespaces.of(&path),
                version: part.version.clone(),
                env: bound(child, definition, &parent.env),
                path,
            };
            mounted.push((Arc::new(instance), part.clone()));
        }
    }
    Ok(mounted)
}

/// The variables of a component, of which those that are bound to nothing are not there.
fn bound(child: &Child, user: &Definition, parent: &Env) -> Env {
    let mut env = BTreeMap::new();
    if let Some(url) = parent.get(CLOUD_URL) {
        env.insert(CLOUD_URL.to_owned(), url.clone());
    }
    if let Some(url) = parent.get(SITE_URL) {
        let prefix = user.prefix_of(&child.name).unwrap_or_default();
        let url = format!("{url}{}", prefix.trim_end_matches('/'));
        env.insert(SITE_URL.to_owned(), url);
    }
    let bindings = child.env.iter().flatten();
    let bound = bindings.filter_map(|(name, binding)| {
        let value = match binding {
            Binding::Value { value } => value,
            Binding::EnvVar { name } => parent.get(name)?,
        };
        Some((name.clone(), value.clone()))
    });
    env.extend(bound);
    Env::new(env)
}

fn unusable(sentence: String) -> Error {
    Error::bad_request("InvalidConvexConfig", sentence)
}
