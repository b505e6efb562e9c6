//! Evaluating definitions, those of what is used first, and compiling the functions that belong to them.

use super::{AppSource, ComponentSource, Definition, digest};
use crate::node::{self, Node};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use convex_runtime::{Analysis, Bundle, BundleError, Env, ModuleSource, Runtime, Version};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where the library looks for definitions, and where they import those of others from.
const MODULE: &str = "convex.config.js";
const STAND_INS: &str = "_componentDeps";

/// An app with everything that it is made of, loaded.
#[derive(Debug, Clone)]
pub(crate) struct App {
    pub(crate) root: Arc<Part>,
    /// Kinds of components, by the path of their definition.
    pub(crate) components: BTreeMap<String, Arc<Part>>,
}

/// What belongs to one definition.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) version: Arc<Version>,
    pub(crate) analysis: Analysis,
    /// Of the modules that these were made from; empty for the app.
    digest: String,
    pub(crate) definition: Definition,
    /// The definition as it was exported; null for an app without one.
    pub(crate) exported: Json,
}

impl App {
    /// Functions without components.
    pub(crate) fn simple(version: Arc<Version>, analysis: Analysis) -> Self {
        let root = Part {
            version,
            analysis,
            digest: String::new(),
            definition: Definition::default(),
            exported: Json::Null,
        };
        Self {
            root: Arc::new(root),
            components: BTreeMap::new(),
        }
    }

    /// Loads what was pushed. Only the app itself sees the variables, and only it has modules for Node.js. Components
    /// that are as they were before are taken from there.
    pub(crate) async fn load(
        runtime: &Runtime,
        node: &Node,
        source: AppSource,
        env: &Env,
        before: Option<&Self>,
    ) -> Result<Self, BundleError> {
        let AppSource {
            bundle,
            definition,
            components,
        } = source;
        let version = runtime.load(bundle).await?;
        let analysis = node::analyze(runtime, node, &version, env).await?;
        let mut app = Self::simple(version, analysis);
        let mut waiting = components;
        while !waiting.is_empty() {
            let (ready, others): (Vec<_>, Vec<_>) = waiting
                .into_iter()
                .partition(|component| app.has_all_of(&component.definition));
            if let (true, Some(component)) = (ready.is_empty(), others.first()) {
                return Err(unusable(format!(
                    "The component `{}` uses itself, or one that was not pushed with it.",
                    component.path
                )));
            }
            for component in ready {
                let path = component.path.clone();
                let part = app.load_component(runtime, component, before).await?;
                app.components.insert(path, Arc::new(part));
            }
            waiting = others;
        }
        if let Some(module) = definition {
            let exported = app.evaluate(runtime, module, env).await?;
            let root = Arc::make_mut(&mut app.root);
            root.definition = read(&exported)?;
            root.exported = exported;
        }
        Ok(app)
    }

    /// The same app as it is with other variables.
    pub(crate) async fn with_env(
        &self,
        runtime: &Runtime,
        node: &Node,
        env: &Env,
    ) -> Result<Self, BundleError> {
        let mut app = self.clone();
        let root = Arc::make_mut(&mut app.root);
        root.analysis = node::analyze(runtime, node, &root.version, env).await?;
        Ok(app)
    }

    async fn load_component(
        &self,
        runtime: &Runtime,
        component: ComponentSource,
        before: Option<&Self>,
    ) -> Result<Part, BundleError> {
        let ComponentSource {
            path,
            definition,
            modules,
        } = component;
        let in_component = |error: BundleError| BundleError {
            message: format!("In the component `{path}`: {}", error.message),
            ..error
        };
        let env = Env::default();
        let exported = self.evaluate(runtime, definition, &env).await?;
        let bundle = Bundle::from(modules);
        let digest = digest(&bundle);
        let loaded = before.and_then(|before| before.components.get(&path));
        let (version, analysis) = match loaded.filter(|loaded| loaded.digest == digest) {
            Some(loaded) => (loaded.version.clone(), loaded.analysis.clone()),
            None => {
                let version = runtime.load(bundle).await.map_err(in_component)?;
                let analysis = runtime.analyze(&version, env).await;
                (version, analysis.map_err(in_component)?)
            }
        };
        Ok(Part {
            version,
            analysis,
            digest,
            definition: read(&exported)?,
            exported,
        })
    }

    /// What a definition exports. Those that it imports are loaded already.
    async fn evaluate(
        &self,
        runtime: &Runtime,
        definition: ModuleSource,
        env: &Env,
    ) -> Result<Json, BundleError> {
        let imported = self.components.iter();
        let imported = imported.filter(|(path, _)| imports(&definition, path));
        let stand_ins = imported.map(|(path, part)| stand_in(path, &part.definition));
        let mut modules: Vec<_> = stand_ins.collect();
        modules.push(ModuleSource {
            path: MODULE.to_owned(),
            ..definition
        });
        let version = runtime.load(Bundle::from(modules)).await;
        let version = version.map_err(|error| unusable(error.message))?;
        let analysis = runtime.analyze(&version, env.clone()).await;
        let analysis = analysis.map_err(|error| unusable(error.message))?;
        Ok(analysis.definition.unwrap_or_default())
    }

    /// Whether everything that a definition imports is loaded.
    fn has_all_of(&self, definition: &ModuleSource) -> bool {
        let folder = format!("./{STAND_INS}/");
        let pieces = definition.source.split(&folder).skip(1);
        let mut names = pieces.map(|rest| rest.split(['"', '\'', '`']).next().unwrap_or_default());
        names.all(|name| {
            let path = URL_SAFE_NO_PAD.decode(name).ok();
            let path = path.and_then(|path| String::from_utf8(path).ok());
            path.is_some_and(|path| self.components.contains_key(&path))
        })
    }
}

fn imports(definition: &ModuleSource, path: &str) -> bool {
    let specifier = format!("./{STAND_INS}/{}", URL_SAFE_NO_PAD.encode(path));
    let mut found = definition.source.split(&specifier).skip(1);
    found.any(|rest| rest.starts_with(['"', '\'', '`']))
}

/// What a definition finds in the place of one that it imports.
fn stand_in(path: &str, definition: &Definition) -> ModuleSource {
    let exported = json!({ "componentDefinitionPath": path, "defaultName": definition.name });
    ModuleSource {
        path: format!("{STAND_INS}/{}", URL_SAFE_NO_PAD.encode(path)),
        source: format!("export default {exported};"),
        source_map: None,
        environment: None,
    }
}

fn read(exported: &Json) -> Result<Definition, BundleError> {
    Definition::from_json(exported).map_err(|error| unusable(error.to_string()))
}

fn unusable(message: String) -> BundleError {
    BundleError {
        code: "InvalidConvexConfig",
        message,
    }
}
