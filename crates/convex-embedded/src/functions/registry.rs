//! One deployed version of the functions: what there is, and who may call it.

use super::Target;
use crate::components::{App, AppSource, ComponentPath, Instance, Namespaces, Part, mount};
use crate::crons::Cron;
use crate::{Error, FunctionPath};
use convex_runtime::{Env, FunctionKind, HttpRoute, SyscallError, Visibility};
use convex_store::Namespace;
use convex_values::validator::Validator;
use serde_json::Value as Json;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// One function of one component.
#[derive(Debug, Clone)]
pub(crate) struct Function {
    pub(crate) path: FunctionPath,
    /// The component that it runs in.
    pub(crate) home: Arc<Instance>,
    pub(crate) kind: FunctionKind,
    pub(super) visibility: Visibility,
    pub(crate) args: Arc<Validator>,
    pub(crate) returns: Option<Arc<Validator>>,
}

/// What callers are told of functions that cannot be loaded; why, is in the log.
pub(crate) const UNUSABLE: &str = "The functions that were pushed last cannot be loaded; the deployment's log says why, and another push mends it.";

/// A version of the app with its components.
pub(crate) struct Deployed {
    /// Counts up with every reload; part of cache keys.
    pub(crate) number: u64,
    pub(crate) env: Env,
    pub(crate) app: Arc<App>,
    pub(crate) crons: Vec<Cron>,
    /// What the schema's module exports: JSON text.
    pub(super) schema: Option<String>,
    root: Component,
    components: BTreeMap<ComponentPath, Component>,
    /// Pushed functions that could not be loaded: none is known then, and what is stored of their crons and jobs
    /// waits for better ones.
    not_loaded: Option<AppSource>,
}

/// The functions of the app or of one component.
pub(crate) struct Component {
    pub(crate) home: Arc<Instance>,
    pub(crate) part: Arc<Part>,
    functions: HashMap<FunctionPath, Function>,
    /// Modules, without extension, that only Node.js could run.
    node_modules: HashSet<String>,
    /// Whether it stands in the place of functions that could not be loaded.
    unusable: bool,
}

/// How a call reached the deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entrance {
    /// A client: public functions, internal ones for administrators.
    Public,
    /// The administrators' endpoint: everything.
    Admin,
}

impl Deployed {
    /// Mounts an app. Components that are new get namespaces.
    pub(crate) fn new(
        app: Arc<App>,
        number: u64,
        env: Env,
        namespaces: &mut Namespaces,
    ) -> Result<Self, Error> {
        let mut mounted = mount(&app, &env, namespaces)?.into_iter();
        let (home, part) = mounted
            .next()
            .ok_or_else(|| Error::internal("nothing is mounted"))?;
        let root = Component::new(home, part)?;
        let components = mounted.map(|(home, part)| {
            let path = home.path.clone();
            Ok((path, Component::new(home, part)?))
        });
        let components: BTreeMap<_, _> = components.collect::<Result<_, Error>>()?;
        let mut crons = Vec::new();
        for component in std::iter::once(&root).chain(components.values()) {
            let exported = component.part.analysis.crons.as_ref();
            crons.extend(Cron::list(&component.home.path, exported)?);
        }
        let analysis = &app.root.analysis;
        Ok(Self {
            number,
            env,
            crons,
            schema: analysis.schema.as_ref().map(|schema| match schema {
                Json::String(text) => text.clone(),
                json => json.to_string(),
            }),
            root,
            components,
            not_loaded: None,
            app,
        })
    }

    /// In the place of functions that cannot be loaded. `nothing` is an app without any.
    pub(crate) fn unusable(
        nothing: Arc<App>,
        source: AppSource,
        number: u64,
        env: Env,
    ) -> Result<Self, Error> {
        let mut deployed = Self::new(nothing, number, env, &mut Namespaces::default())?;
        deployed.root.unusable = true;
        deployed.not_loaded = Some(source);
        Ok(deployed)
    }

    /// Whether the functions could not be loaded.
    pub(crate) fn is_unusable(&self) -> bool {
        self.not_loaded.is_some()
    }

    /// The functions that could not be loaded.
    pub(crate) fn not_loaded(&self) -> Option<&AppSource> {
        self.not_loaded.as_ref()
    }

    /// The app itself.
    pub(crate) fn root(&self) -> &Component {
        &self.root
    }

    /// The app, or the component that is mounted there.
    pub(crate) fn component(&self, path: &ComponentPath) -> Option<&Component> {
        match path.is_root() {
            true => Some(&self.root),
            false => self.components.get(path),
        }
    }

    /// The app and its components, the app first.
    pub(crate) fn components(&self) -> impl Iterator<Item = &Component> {
        std::iter::once(&self.root).chain(self.components.values())
    }

    /// Whether there is a router for HTTP actions.
    pub(crate) fn has_http(&self) -> bool {
        let mut all = self.components();
        all.any(|component| component.part.analysis.has_http_router())
    }

    /// The component whose HTTP actions answer a path, and the path as it sees it.
    pub(crate) fn answering<'p>(&self, path: &'p str) -> Option<(&Component, Cow<'p, str>)> {
        let mut component = &self.root;
        let mut path = Cow::Borrowed(path);
        while let Some((prefix, child)) = component.mounted_at(&path) {
            path = Cow::Owned(format!("/{}", &path[prefix.len()..]));
            component = self.component(&component.home.path.child(child))?;
        }
        if let Some(prefix) = &component.part.definition.http_prefix {
            path = Cow::Owned(format!("/{}", path.strip_prefix(prefix.as_str())?));
        }
        component
            .part
            .analysis
            .has_http_router()
            .then_some((component, path))
    }

    /// The component whose tables are in this namespace.
    pub(crate) fn component_in(&self, namespace: Namespace) -> Option<&Component> {
        let mut all = self.components();
        all.find(|component| component.home.namespace == namespace)
    }

    /// A function another function calls.
    pub(crate) fn internal_function(
        &self,
        target: &Target,
        kind: FunctionKind,
    ) -> Result<&Function, SyscallError> {
        let function = self.target(target).map_err(SyscallError::new)?;
        function.check_kind(kind).map_err(SyscallError::new)?;
        Ok(function)
    }

    /// The function that an address names, or why there is none.
    pub(crate) fn target(&self, target: &Target) -> Result<&Function, String> {
        let Target {
            component: path,
            function,
            is_own,
        } = target;
        let Some(component) = self.component(path) else {
            return Err(format!("Could not find the component '{path}'."));
        };
        let found = component.function(function);
        let found = found.filter(|found| *is_own || found.visibility == Visibility::Public);
        found.ok_or_else(|| component.missing(function))
    }
}

impl Component {
    pub(super) fn new(home: Arc<Instance>, part: Arc<Part>) -> Result<Self, Error> {
        let mut functions = HashMap::new();
        for analyzed in &part.analysis.functions {
            let path = FunctionPath::parse(&analyzed.path)?;
            let args = validator(&analyzed.args, &path)?.unwrap_or(Validator::Any);
            let returns = validator(&analyzed.returns, &path)?.map(Arc::new);
            let function = Function {
                path: path.clone(),
                home: home.clone(),
                kind: analyzed.kind,
                visibility: analyzed.visibility,
                args: Arc::new(args),
                returns,
            };
            functions.insert(path, function);
        }
        let node_modules = part.analysis.node_modules.iter();
        let node_modules = node_modules.map(|path| path.strip_suffix(".js").unwrap_or(path));
        Ok(Self {
            node_modules: node_modules.map(str::to_owned).collect(),
            home,
            part,
            functions,
            unusable: false,
        })
    }

    /// The component that answers a path in its place, unless a route of its own says more of the path.
    fn mounted_at(&self, path: &str) -> Option<(&str, &str)> {
        let (prefix, child) = self.part.definition.mounted_at(path)?;
        let mut routes = self.part.analysis.http_routes.iter().flatten();
        let is_closer = |route: &HttpRoute| match route.path.strip_suffix('*') {
            Some(own) => own.len() > prefix.len() && path.starts_with(own),
            None => route.path == path,
        };
        (!routes.any(is_closer)).then_some((prefix, child))
    }

    /// Whether a function is of a module that only Node.js could run.
    pub(crate) fn needs_node(&self, path: &FunctionPath) -> bool {
        self.node_modules.contains(path.module())
    }

    /// Why a function cannot be found.
    pub(crate) fn missing(&self, path: &FunctionPath) -> String {
        let name = path.stripped();
        if self.unusable {
            return format!("FunctionsNotLoaded: `{name}` cannot be called. {UNUSABLE}");
        }
        if self.needs_node(path) {
            return format!(
                "NodeModule: `{name}` is in a module marked \"use node\", but there is no Node.js where this deployment runs, or not what the module imports; its log says what to install. Do so and restart the deployment."
            );
        }
        match self.home.path.is_root() {
            true => format!("Could not find function for '{name}'."),
            false => format!(
                "Could not find function for '{name}' in the component '{}'.",
                self.home.path
            ),
        }
    }

    /// All functions, by path.
    pub(super) fn functions(&self) -> impl Iterator<Item = &Function> {
        let mut functions: Vec<&Function> = self.functions.values().collect();
        functions.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        functions.into_iter()
    }

    /// Any function, for lookups that check the rest themselves.
    pub(crate) fn function(&self, path: &FunctionPath) -> Option<&Function> {
        self.functions.get(path)
    }

    /// A function a caller from outside names. Missing and internal read alike, so that internal names
    /// do not leak.
    pub(crate) fn callable(
        &self,
        path: &FunctionPath,
        sees_internal: bool,
        entrance: Entrance,
    ) -> Result<&Function, String> {
        let visible = |function: &&Function| {
            function.visibility == Visibility::Public
                || sees_internal
                || entrance == Entrance::Admin
        };
        self.functions
            .get(path)
            .filter(visible)
            .filter(|function| function.kind != FunctionKind::HttpAction)
            .ok_or_else(|| match entrance {
                Entrance::Public if !self.unusable && !self.needs_node(path) => {
                    format!("Could not find public function for '{}'.", path.stripped())
                }
                _ => self.missing(path),
            })
    }
}

impl Function {
    pub(crate) fn check_kind(&self, kind: FunctionKind) -> Result<(), String> {
        if self.kind == kind {
            return Ok(());
        }
        Err(format!(
            "Trying to execute {} as {kind}, but it is defined as {}.",
            self.path.stripped(),
            self.kind
        ))
    }

    /// What tells it from all functions of the deployment.
    pub(crate) fn key(&self) -> Arc<str> {
        match self.home.path.is_root() {
            true => self.path.shared(),
            false => Arc::from(format!("{}/{}", self.home.path, self.path)),
        }
    }
}

fn validator(json: &Option<Json>, path: &FunctionPath) -> Result<Option<Validator>, Error> {
    let Some(json) = json.as_ref().filter(|json| !json.is_null()) else {
        return Ok(None);
    };
    // Analysis may hand over what `exportArgs` wrote: JSON text of JSON.
    let json = match json {
        Json::String(text) => {
            serde_json::from_str(text).map_err(|error| bad_validator(path, &error.to_string()))?
        }
        json => json.clone(),
    };
    if json.is_null() {
        return Ok(None);
    }
    Validator::from_json(json)
        .map(Some)
        .map_err(|error| bad_validator(path, error.message()))
}

fn bad_validator(path: &FunctionPath, why: &str) -> Error {
    Error::bad_request(
        "InvalidValidator",
        format!("The validators of {path} cannot be read: {why}"),
    )
}
