//! The pages for people who are not signed in.

use crate::support::{Answer, Table, open};
use app::Refusal;
use axum::http::{StatusCode, header};
use std::sync::Arc;

async fn page(path: &str) -> Answer {
    let answer = open(&Arc::new(Table::default()), path, &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer
}

async fn refused(path: &str, form: &str, code: &str, values: &[(&str, &str)]) -> Answer {
    let refusal = Refusal {
        form: form.to_owned(),
        code: code.to_owned(),
        message: "That is not <right>.".to_owned(),
        values: values
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect(),
        reference: None,
    };
    let cookie = refusal.to_set_cookie(&app::RefusalCookie::default());
    let pair = cookie.split(';').next().unwrap();
    open(&Arc::new(Table::default()), path, &[(header::COOKIE, pair)]).await
}

#[tokio::test]
async fn every_page_is_a_whole_document_without_script() {
    for (path, title, action) in [
        ("/sign-in", "Sign in", "/auth/sign-in"),
        ("/sign-up", "Sign up", "/auth/sign-up"),
        ("/forgot", "Forgotten password", "/auth/forgot"),
        ("/reset?token=abc", "New password", "/auth/reset"),
        ("/verify?token=abc", "Confirm your address", "/auth/verify"),
    ] {
        let html = page(path).await.html;
        let html = html.split("</html>").next().unwrap();
        assert!(
            html.contains(&format!("<title>{title} · Conclave</title>")),
            "{path}: {html}"
        );
        assert!(
            html.contains(&format!(r#"action="{action}""#)),
            "{path}: {html}"
        );
        assert!(!html.contains("<script"), "{path}: {html}");
        assert!(html.contains("data-hydrated"), "{path}");
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
        assert_eq!(html.matches("<main").count(), 1, "{path}");
        assert!(!html.contains(r#"class="sidebar""#), "{path}");
    }
}

#[tokio::test]
async fn a_refusal_that_the_log_knows_more_of_is_named_at_its_form_and_elsewhere() {
    for (path, form) in [("/sign-in", "sign-in"), ("/tasks", "add_todo")] {
        let refusal = Refusal {
            form: form.to_owned(),
            code: "UNAVAILABLE".to_owned(),
            message: "Try again later.".to_owned(),
            values: Vec::new(),
            reference: Some("00ff\"<".to_owned()),
        };
        let cookie = refusal.to_set_cookie(&app::RefusalCookie::default());
        let pair = cookie.split(';').next().unwrap();
        let table = Arc::new(Table::default());
        let html = open(&table, path, &[(header::COOKIE, pair)]).await.html;
        let shown = html.matches(r#"value="00ff&quot;&lt;""#).count();
        assert_eq!(shown, 1, "{path}: {html}");
    }
}

#[tokio::test]
async fn signing_in_offers_what_the_server_has() {
    let answer = page("/sign-in").await;
    for link in ["/auth/github", "/auth/oidc/clerk", "/sign-up", "/forgot"] {
        assert!(
            answer.html.contains(&format!(r#"href="{link}""#)),
            "{link}: {}",
            answer.html
        );
    }
    assert!(answer.text().contains("conclave owner-link"));
}

/// The name of the field that has the focus when the page opens.
fn first_field(html: &str) -> &str {
    let input = html
        .split("<input")
        .find(|input| input.contains("autofocus"));
    let name = input.and_then(|input| input.split("name=\"").nth(1));
    name.and_then(|name| name.split('"').next()).unwrap()
}

#[tokio::test]
async fn keys_lead_from_the_address_to_the_password_which_comes_first_once_the_address_is_there() {
    let html = page("/sign-in").await.html;
    let at = |part: &str| html.find(part).unwrap();
    assert!(at(r#"name="email""#) < at(r#"name="password""#));
    assert!(at(r#"name="password""#) < at(r#"href="/forgot""#));
    assert_eq!(first_field(&html), "email");
    let values = [("email", "ada@example.org")];
    let again = refused("/sign-in", "sign-in", "BAD_CREDENTIALS", &values).await;
    assert_eq!(first_field(&again.html), "password");
}

#[tokio::test]
async fn the_way_back_goes_along_and_stays_here() {
    let html = page("/sign-in?next=%2Ftasks%2Fa%3Fx%3D%22%3E").await.html;
    assert!(
        html.contains(r#"name="next" value="/tasks/a?x=&quot;&gt;""#),
        "{html}"
    );
    assert!(
        html.contains(r#"href="/auth/github?next=%2Ftasks%2Fa%3Fx%3D%22%3E""#),
        "{html}"
    );
    for foreign in [
        "https%3A%2F%2Fevil.example",
        "%2F%2Fevil.example",
        "%2F%5Cevil.example",
        "javascript%3Ax",
    ] {
        let html = page(&format!("/sign-in?next={foreign}")).await.html;
        assert!(
            !html.contains("evil") && !html.contains("javascript"),
            "{html}"
        );
    }
}

#[tokio::test]
async fn a_refused_form_says_why_at_its_fields_and_keeps_all_but_passwords() {
    let values = [("email", "ada@example.org")];
    let answer = refused("/sign-in", "sign-in", "BAD_CREDENTIALS", &values).await;
    assert!(
        answer.text().contains("That is not <right>."),
        "{}",
        answer.text()
    );
    assert!(answer.html.contains(r#"value="ada@example.org""#));
    assert_eq!(answer.html.matches(r#"aria-invalid="true""#).count(), 2);
    assert!(
        answer
            .html
            .contains(r#"aria-describedby="refusal-sign-in""#),
        "{}",
        answer.html
    );
    let answer = refused(
        "/sign-up",
        "sign-up",
        "COMMON_PASSWORD",
        &[("name", "Ada"), ("email", "a@b.c")],
    )
    .await;
    assert!(answer.html.contains(r#"value="Ada""#) && answer.html.contains(r#"value="a@b.c""#));
    assert_eq!(answer.html.matches(r#"aria-invalid="true""#).count(), 1);
}

#[tokio::test]
async fn a_refused_link_can_be_tried_again_without_its_address() {
    let answer = refused("/reset", "reset", "WEAK_PASSWORD", &[("token", "abc")]).await;
    assert!(
        answer.html.contains(r#"name="token" value="abc""#),
        "{}",
        answer.html
    );
    let answer = refused("/reset", "reset", "LINK_INVALID", &[]).await;
    assert!(
        answer.text().contains("That is not <right>.")
            && answer.text().contains("Ask for another link")
    );
}

#[tokio::test]
async fn the_answer_to_an_address_is_the_same_whether_it_is_known() {
    for path in ["/forgot?sent=1", "/sign-up?sent=1"] {
        let text = page(path).await.text();
        assert!(
            text.contains("Check your mail") && text.contains("read the message here"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn what_led_to_signing_in_is_said() {
    for (done, said) in [
        ("reset", "Password changed"),
        ("deletion", "grace period"),
        ("ended", "has ended"),
    ] {
        let text = page(&format!("/sign-in?done={done}")).await.text();
        assert!(text.contains(said), "{text}");
    }
    assert!(!page("/sign-in?done=%3Cb%3E").await.html.contains("<b>"));
}
