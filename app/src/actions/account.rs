//! Changing what belongs to the person: profile, sessions, ways to sign in.

use convex_api::{AccountId, SessionId, accounts, auth, sessions, users};
use convex_leptos::{NoArgs, UseMutation, use_mutation};

use super::run;
use crate::layout::ui::Ui;

/// The handles. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct AccountActions {
    ui: Ui,
    update: UseMutation<users::UpdateProfile>,
    keep: UseMutation<users::CancelDeletion>,
    end: UseMutation<sessions::End>,
    end_others: UseMutation<sessions::EndOthers>,
    unlink: UseMutation<accounts::Unlink>,
}

impl AccountActions {
    pub(crate) fn new() -> Self {
        Self {
            ui: Ui::current(),
            update: use_mutation(users::UpdateProfile).with_optimistic_update(|store, args| {
                store.update(auth::CurrentUser, &NoArgs {}, |user| {
                    if let Some(user) = user {
                        args.name.clone_into(&mut user.name);
                        if let Some(image) = &args.image {
                            user.image.clone_from(image);
                        }
                    }
                });
            }),
            keep: use_mutation(users::CancelDeletion).with_optimistic_update(|store, _| {
                store.update(auth::CurrentUser, &NoArgs {}, |user| {
                    if let Some(user) = user {
                        user.deletion_scheduled_at = None;
                    }
                });
            }),
            end: use_mutation(sessions::End).with_optimistic_update(|store, args| {
                store.update(sessions::Mine, &NoArgs {}, |rows| {
                    rows.retain(|session| session.session_id != args.session_id);
                });
            }),
            end_others: use_mutation(sessions::EndOthers).with_optimistic_update(|store, _| {
                store.update(sessions::Mine, &NoArgs {}, |rows| {
                    rows.retain(|session| session.is_current);
                });
            }),
            unlink: use_mutation(accounts::Unlink).with_optimistic_update(|store, args| {
                store.update(accounts::Mine, &NoArgs {}, |rows| {
                    rows.retain(|account| account.account_id != args.account_id);
                });
            }),
        }
    }

    /// Changes the name and says so: the name stands elsewhere, too.
    pub(crate) fn rename(self, name: String) {
        let args = users::UpdateProfileArgs::new(name);
        run(self.ui, self.update, args);
        self.ui.announce("Profile saved");
    }

    /// Gives the person another picture, or none.
    pub(crate) fn picture(self, name: String, image: Option<String>) {
        let args = users::UpdateProfileArgs {
            image: Some(image),
            ..users::UpdateProfileArgs::new(name)
        };
        run(self.ui, self.update, args);
    }

    /// Takes the wish to be deleted back.
    pub(crate) fn keep(self) {
        run(self.ui, self.keep, NoArgs {});
        self.ui.announce("Your account stays");
    }

    pub(crate) fn end_session(self, id: SessionId) {
        run(self.ui, self.end, sessions::EndArgs { session_id: id });
    }

    pub(crate) fn end_other_sessions(self) {
        run(self.ui, self.end_others, NoArgs {});
    }

    pub(crate) fn unlink(self, id: AccountId) {
        run(
            self.ui,
            self.unlink,
            accounts::UnlinkArgs { account_id: id },
        );
    }
}
