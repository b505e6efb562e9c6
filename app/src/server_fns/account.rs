//! Forms about the person's own account.

use convex_api::{AccountId, SessionId, accounts, sessions, users};
use convex_typed::NoArgs;
use leptos::prelude::*;

use super::back::{Form, mutate};

/// Changes how the person is called.
#[server(prefix = "/do", endpoint = "update_profile")]
pub async fn update_profile(name: String) -> Result<(), ServerFnError> {
    let form = Form::new("update_profile").with("name", &name);
    let args = users::UpdateProfileArgs::new(name.trim().to_owned());
    form.back(mutate(users::UpdateProfile, args).await);
    Ok(())
}

/// Signs another browser out.
#[server(prefix = "/do", endpoint = "end_session")]
pub async fn end_session(session: String) -> Result<(), ServerFnError> {
    let args = sessions::EndArgs {
        session_id: SessionId::from(session),
    };
    Form::new("end_session").back(mutate(sessions::End, args).await);
    Ok(())
}

/// Signs all other browsers out.
#[server(prefix = "/do", endpoint = "end_other_sessions")]
pub async fn end_other_sessions() -> Result<(), ServerFnError> {
    Form::new("end_other_sessions").back(mutate(sessions::EndOthers, NoArgs {}).await);
    Ok(())
}

/// Takes a way to sign in away.
#[server(prefix = "/do", endpoint = "unlink_account")]
pub async fn unlink_account(account: String) -> Result<(), ServerFnError> {
    let args = accounts::UnlinkArgs {
        account_id: AccountId::from(account),
    };
    Form::new("unlink_account").back(mutate(accounts::Unlink, args).await);
    Ok(())
}

/// Takes the wish to be deleted back.
#[server(prefix = "/do", endpoint = "cancel_deletion")]
pub async fn cancel_deletion() -> Result<(), ServerFnError> {
    Form::new("cancel_deletion").back(mutate(users::CancelDeletion, NoArgs {}).await);
    Ok(())
}
