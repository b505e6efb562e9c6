use crate::support::*;
use convex_host::SystemHost;
use convex_runtime::{
    Analysis, Bundle, BundleError, FunctionKind, Runtime, RuntimeOptions, Visibility,
};
use serde_json::json;
use std::sync::Arc;

async fn analyze(modules: &[(&str, &str)], env: &[(&str, &str)]) -> Result<Analysis, BundleError> {
    let fixture = load(modules).await.with_env(env);
    fixture
        .runtime
        .analyze(&fixture.version, fixture.env.clone())
        .await
}

async fn load_error(bundle: Bundle) -> BundleError {
    let runtime =
        Runtime::new(RuntimeOptions::default(), Arc::new(SystemHost::new())).expect("threads");
    runtime.load(bundle).await.expect_err("a refusal")
}

#[tokio::test]
async fn every_exported_function_is_listed_with_kind_visibility_and_validators() {
    let source = with_imports(
        "export const get = query(() => 1, { type: 'object', value: {} }, { type: 'number' });
         export const sweep = internalMutation(() => 1);
         export const call = action(() => 1);
         export const hook = httpAction(() => new Response('ok'));
         export const helper = () => 1;
         export const constant = 5;
         export default mutation(() => 1);",
    );
    let analysis = analyze(
        &[
            ("f.js", &source),
            ("dir/g.js", "export const nothing = {};"),
        ],
        &[],
    )
    .await
    .expect("an analysis");
    let listed: Vec<_> = analysis
        .functions
        .iter()
        .map(|function| (function.path.as_str(), function.kind, function.visibility))
        .collect();
    assert_eq!(
        listed,
        [
            ("f.js:call", FunctionKind::Action, Visibility::Public),
            ("f.js:default", FunctionKind::Mutation, Visibility::Public),
            ("f.js:get", FunctionKind::Query, Visibility::Public),
            ("f.js:hook", FunctionKind::HttpAction, Visibility::Public),
            ("f.js:sweep", FunctionKind::Mutation, Visibility::Internal),
        ]
    );
    let get = analysis.function("f:get").expect("by stripped path");
    assert_eq!(get.args, Some(json!({"type": "object", "value": {}})));
    assert_eq!(get.returns, Some(json!({"type": "number"})));
    assert!(analysis.function("f").is_some(), "the default export");
    assert!(analysis.function("f:helper").is_none());
    assert!(!analysis.has_http_router());
}

#[tokio::test]
async fn schema_crons_routes_and_auth_config_are_read_from_their_modules() {
    let modules = [
        (
            "schema.js",
            "export default { tables: {}, export: () => JSON.stringify({ tables: [], env: process.env.ISSUER ?? null }) };",
        ),
        (
            "crons.js",
            "export default { isCrons: true, export: () => '{\"sweep\":{\"name\":\"f:sweep\"}}' };",
        ),
        (
            "http.js",
            "export default { isRouter: true, getRoutes: () => [['/hook', 'POST', () => {}], ['/files/*', 'GET', () => {}]] };",
        ),
        (
            "auth.config.js",
            "export default { providers: [{ domain: process.env.ISSUER, applicationID: 'convex' }] };",
        ),
    ];
    let analysis = analyze(&modules, &[("ISSUER", "https://issuer.example")])
        .await
        .expect("an analysis");
    assert_eq!(
        analysis.schema,
        Some(json!({"tables": [], "env": null})),
        "the schema sees no environment"
    );
    assert_eq!(analysis.crons, Some(json!({"sweep": {"name": "f:sweep"}})));
    assert_eq!(
        analysis.auth_config,
        Some(
            json!({"providers": [{"domain": "https://issuer.example", "applicationID": "convex"}]})
        )
    );
    let routes = analysis.http_routes.expect("routes");
    assert_eq!(
        (routes[0].path.as_str(), routes[1].method.as_str()),
        ("/hook", "GET")
    );
}

#[tokio::test]
async fn a_module_that_throws_at_load_is_named_with_its_error() {
    let error = analyze(
        &[("bad.js", "const x = 1;\nthrow new Error('not today');")],
        &[],
    )
    .await
    .expect_err("a refusal");
    assert_eq!(error.code, "ModuleThrew");
    assert!(
        error
            .message
            .starts_with("Failed to analyze `bad.js`: Uncaught Error: not today\n    at "),
        "{error}"
    );
    assert!(error.message.contains("bad.js:2:"), "{error}");
}

#[tokio::test]
async fn a_module_that_spins_at_load_is_stopped() {
    let options = RuntimeOptions {
        first_load_time: std::time::Duration::from_millis(100),
        ..RuntimeOptions::default()
    };
    let fixture = load_with(options, &[("bad.js", "while (true) {}")]).await;
    let error = fixture
        .runtime
        .analyze(&fixture.version, Arc::default())
        .await
        .expect_err("a refusal");
    assert!(error.message.contains("timed out"), "{error}");
}

#[tokio::test]
async fn a_module_that_was_seen_to_need_long_may_take_long_with_every_call() {
    let options = RuntimeOptions {
        load_time: std::time::Duration::from_millis(1),
        ..RuntimeOptions::default()
    };
    let source = "for (let n = 0; n < 3e6; n++);
      export const go = { isAction: true, isPublic: true, invokeAction: async () => '1' };";
    let fixture = load_with(options, &[("f.js", source)]).await;
    let outcome = fixture.action("f:go", json!({})).await;
    let error = outcome.result.expect_err("nobody has looked");
    assert!(error.message.contains("timed out"), "{error:?}");
    let analysis = fixture.runtime.analyze(&fixture.version, Arc::default());
    analysis.await.expect("within its own time");
    assert_eq!(value(&fixture.action("f:go", json!({})).await), json!(1));
}

#[tokio::test]
async fn modules_that_each_take_long_are_stopped_together() {
    let options = RuntimeOptions {
        analysis_time: std::time::Duration::from_millis(100),
        ..RuntimeOptions::default()
    };
    let slow = "for (let n = 0; n < 3e6; n++);";
    let paths: Vec<String> = (0..100).map(|n| format!("m{n}.js")).collect();
    let modules: Vec<_> = paths.iter().map(|path| (path.as_str(), slow)).collect();
    let fixture = load_with(options, &modules).await;
    let error = fixture
        .runtime
        .analyze(&fixture.version, Arc::default())
        .await
        .expect_err("a refusal");
    assert!(error.message.contains("timed out"), "{error}");
}

#[tokio::test]
async fn a_validator_that_cannot_be_exported_names_the_function() {
    let source = "export const f = { isQuery: true, exportArgs() { throw new Error('A validator is undefined'); } };";
    let error = analyze(&[("f.js", source)], &[])
        .await
        .expect_err("a refusal");
    assert_eq!(error.code, "InvalidFunction");
    assert!(
        error.message.contains("`f.js:f`") && error.message.contains("A validator is undefined"),
        "{error}"
    );
}

#[tokio::test]
async fn a_schema_without_a_schema_is_refused() {
    let error = analyze(&[("schema.js", "export default 5;")], &[])
        .await
        .expect_err("a refusal");
    assert_eq!(error.code, "InvalidModule");
}

#[tokio::test]
async fn syntax_errors_and_missing_imports_name_the_module() {
    let error = load_error(bundle(&[("f.js", "export const x = ;")])).await;
    assert_eq!(error.code, "SyntaxError");
    assert!(
        error.message.contains("`f.js`") && error.message.contains("f.js:1:"),
        "{error}"
    );
    let error = load_error(bundle(&[("f.js", "import { x } from './gone.js';")])).await;
    assert_eq!(error.code, "UnresolvedImport");
    assert!(
        error.message.contains("`f.js`") && error.message.contains("./gone.js"),
        "{error}"
    );
}

#[tokio::test]
async fn modules_for_node_are_named_and_left_out() {
    let mut bundle = bundle(&[
        ("node.js", "import fs from 'fs';"),
        ("_deps/node/x.js", "import 'os';"),
        ("f.js", "export const x = 1;"),
    ]);
    for index in [0, 1] {
        bundle.modules[index].environment = Some("node".into());
    }
    let runtime = Runtime::new(RuntimeOptions::default(), Arc::new(SystemHost::new()));
    let runtime = runtime.expect("threads");
    let version = runtime.load(bundle).await.expect("the rest compiles");
    let analysis = runtime.analyze(&version, Arc::default()).await;
    assert_eq!(analysis.expect("analysed").node_modules, ["node.js"]);
}

#[tokio::test]
async fn an_auth_config_without_its_variables_is_no_error_and_they_are_named() {
    for source in [
        "export default { providers: [{ domain: process.env.ISSUER, applicationID: 'convex' }] };",
        "throw new Error(`no ${process.env.ISSUER}`);",
    ] {
        let modules = [("auth.config.js", source)];
        let analysis = analyze(&modules, &[]).await.expect("tolerated");
        assert_eq!(analysis.auth_unset, ["ISSUER"]);
        assert_eq!(analysis.auth_config.is_none(), source.starts_with("throw"));
        let set = analyze(&modules, &[("ISSUER", "https://id.example.com")]).await;
        assert_eq!(set.is_err(), source.starts_with("throw"));
    }
}

#[tokio::test]
async fn strange_paths_are_refused() {
    for path in ["../f.js", "/f.js", "f", "convex:boot", "a//b.js"] {
        assert_eq!(
            load_error(bundle(&[(path, "")])).await.code,
            "InvalidModulePath",
            "{path}"
        );
    }
    assert_eq!(
        load_error(bundle(&[("f.js", ""), ("f.js", "")])).await.code,
        "DuplicateModule"
    );
}

#[tokio::test]
async fn a_missing_export_is_found_when_modules_are_linked() {
    let modules = [
        (
            "f.js",
            "import { gone } from './g.js'; export const x = gone;",
        ),
        ("g.js", "export const here = 1;"),
    ];
    let error = analyze(&modules, &[]).await.expect_err("a refusal");
    assert_eq!(error.code, "ModuleThrew");
    assert!(error.message.contains("gone"), "{error}");
}

#[tokio::test]
async fn a_definition_of_components_is_what_its_export_returns() {
    let stand_in =
        "export default { componentDefinitionPath: '../counter', defaultName: 'counter' };";
    let config = "import counter from './_componentDeps/Li4vY291bnRlcg';
        const children = [counter.defaultName];
        export default { use() {}, export: () => ({ childComponents: children, env: process.env.A }) };";
    let modules = [
        ("convex.config.js", config),
        ("_componentDeps/Li4vY291bnRlcg", stand_in),
    ];
    let analysis = analyze(&modules, &[("A", "b")]).await.expect("an analysis");
    let expected = json!({"childComponents": ["counter"], "env": "b"});
    assert_eq!(analysis.definition, Some(expected));
    let error = analyze(&[("convex.config.js", "export default {};")], &[]).await;
    assert_eq!(error.expect_err("no definition").code, "InvalidModule");
}
