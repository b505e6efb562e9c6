use super::records::{
    Connected, Connection, ExpiringGrant, NewPerson, NewSession, Origin, PasswordAccount, Records,
    SealedGrant, SealedKey, SessionRecord, Unavailable, Verification,
};
use crate::deployment::Side;
use async_trait::async_trait;
use identity::{ISSUER, Person};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// The tables of identity in the deployment, through internal functions that only the holder of the admin
/// key may call.
pub(crate) struct ConvexRecords {
    side: Arc<Side>,
}

impl ConvexRecords {
    pub(crate) fn new(side: Arc<Side>) -> Self {
        Self { side }
    }

    /// Makes the demonstration world, step by step; answers with their number.
    pub(crate) async fn seed(
        &self,
        seed: u32,
        long_thread: u32,
        base_time: f64,
    ) -> Result<u32, Unavailable> {
        let mut cursor = Json::Null;
        loop {
            let args = json!({
                "seed": seed, "longThread": long_thread, "baseTime": base_time, "issuer": ISSUER, "cursor": cursor
            });
            let step: SeedStep = self.mutation("seed:step", args).await?;
            match step.cursor {
                Some(next) => cursor = Json::from(next),
                None => return Ok(step.total as u32),
            }
        }
    }

    /// The people of the demonstration world.
    pub(crate) async fn seeded_people(&self) -> Result<Vec<SeededPerson>, Unavailable> {
        self.query("seed:people", json!({ "issuer": ISSUER })).await
    }

    async fn query<T: DeserializeOwned>(&self, path: &str, args: Json) -> Result<T, Unavailable> {
        read(path, self.side.internal_query(path, args).await)
    }

    async fn mutation<T: DeserializeOwned>(
        &self,
        path: &str,
        args: Json,
    ) -> Result<T, Unavailable> {
        read(path, self.side.internal_mutation(path, args).await)
    }
}

/// Somebody in the demonstration world.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SeededPerson {
    pub(crate) user_id: String,
    pub(crate) name: String,
    pub(crate) email: String,
}

#[derive(Deserialize)]
struct SeedStep {
    cursor: Option<String>,
    total: f64,
}

fn read<T: DeserializeOwned>(
    path: &str,
    outcome: Result<Arc<str>, convex_leptos::ConvexError>,
) -> Result<T, Unavailable> {
    let text = outcome.map_err(|error| Unavailable(format!("{path}: {error}")))?;
    serde_json::from_str(&text).map_err(|error| Unavailable(format!("{path}: {error}")))
}

/// Arguments from a structure and what belongs to it.
fn with(fields: &impl Serialize, more: Json) -> Json {
    let mut args = serde_json::to_value(fields).unwrap_or_default();
    if let (Json::Object(args), Json::Object(more)) = (&mut args, more) {
        args.extend(more);
    }
    args
}

#[async_trait]
impl Records for ConvexRecords {
    async fn session(&self, token_hash: &str) -> Result<Option<SessionRecord>, Unavailable> {
        self.query("sessions:validate", json!({ "tokenHash": token_hash }))
            .await
    }

    async fn create_session(&self, session: NewSession) -> Result<String, Unavailable> {
        self.mutation("sessions:create", with(&session, Json::Null))
            .await
    }

    async fn touch_session(&self, session_id: &str, origin: Origin) -> Result<(), Unavailable> {
        let args = with(&origin, json!({ "sessionId": session_id }));
        self.mutation("sessions:touch", args).await
    }

    async fn end_session(&self, session_id: &str) -> Result<(), Unavailable> {
        let args = json!({ "sessionId": session_id });
        self.mutation("sessions:remove", args).await
    }

    async fn end_sessions(&self, user_id: &str, except: Option<&str>) -> Result<(), Unavailable> {
        let mut args = json!({ "userId": user_id });
        if let Some(except) = except {
            args["except"] = Json::from(except);
        }
        let _ended: Vec<String> = self.mutation("sessions:removeAll", args).await?;
        Ok(())
    }

    async fn has_accounts(&self) -> Result<bool, Unavailable> {
        self.query("accounts:any", json!({})).await
    }

    async fn owner(&self, owner: NewPerson) -> Result<Person, Unavailable> {
        self.mutation("accounts:owner", with(&owner, Json::Null))
            .await
    }

    async fn password_account(&self, email: &str) -> Result<Option<PasswordAccount>, Unavailable> {
        self.query("accounts:byEmail", json!({ "email": email }))
            .await
    }

    async fn password_of(&self, user_id: &str) -> Result<Option<String>, Unavailable> {
        self.query("accounts:passwordOf", json!({ "userId": user_id }))
            .await
    }

    async fn sign_up(
        &self,
        person: NewPerson,
        password_hash: String,
    ) -> Result<Option<Person>, Unavailable> {
        let args = with(&person, json!({ "passwordHash": password_hash }));
        self.mutation("accounts:signUp", args).await
    }

    async fn set_password(&self, user_id: &str, password_hash: String) -> Result<(), Unavailable> {
        let args = json!({ "userId": user_id, "passwordHash": password_hash });
        self.mutation("accounts:setPassword", args).await
    }

    async fn change_password(
        &self,
        user_id: &str,
        password_hash: String,
        except: &str,
    ) -> Result<bool, Unavailable> {
        let args = json!({ "userId": user_id, "passwordHash": password_hash, "except": except });
        let ended: Option<Vec<String>> = self.mutation("accounts:changePassword", args).await?;
        Ok(ended.is_some())
    }

    async fn person_of_reset(&self, identifier: &str) -> Result<Option<Person>, Unavailable> {
        self.query("accounts:byReset", json!({ "identifier": identifier }))
            .await
    }

    async fn reset_password(
        &self,
        identifier: &str,
        password_hash: String,
    ) -> Result<bool, Unavailable> {
        let args = json!({ "identifier": identifier, "passwordHash": password_hash });
        let ended: Option<Vec<String>> = self.mutation("accounts:resetPassword", args).await?;
        Ok(ended.is_some())
    }

    async fn confirm_email(&self, user_id: &str, email: &str) -> Result<(), Unavailable> {
        let args = json!({ "userId": user_id, "email": email });
        self.mutation("accounts:confirmEmail", args).await
    }

    async fn connect(&self, connection: Connection) -> Result<Connected, Unavailable> {
        self.mutation("accounts:connect", with(&connection, Json::Null))
            .await
    }

    async fn expiring_grants(
        &self,
        providers: &[String],
        before: f64,
    ) -> Result<Vec<ExpiringGrant>, Unavailable> {
        let args = json!({ "before": before, "providerIds": providers });
        self.query("accounts:expiring", args).await
    }

    async fn put_grant(&self, id: &str, grant: Option<SealedGrant>) -> Result<(), Unavailable> {
        let args = match &grant {
            Some(grant) => with(grant, json!({ "id": id })),
            None => json!({ "id": id }),
        };
        self.mutation("accounts:putTokens", args).await
    }

    async fn put_provider_key(&self, key: SealedKey) -> Result<(), Unavailable> {
        self.mutation("providerKeys:put", with(&key, Json::Null))
            .await
    }

    async fn request_deletion(&self, user_id: &str) -> Result<(), Unavailable> {
        self.mutation("users:requestDeletion", json!({ "userId": user_id }))
            .await
            .map(|_: Json| ())
    }

    async fn issue(&self, verification: Verification) -> Result<bool, Unavailable> {
        self.mutation("verifications:create", with(&verification, Json::Null))
            .await
    }

    async fn consume(&self, identifier: &str) -> Result<Option<String>, Unavailable> {
        self.mutation("verifications:consume", json!({ "identifier": identifier }))
            .await
    }
}
