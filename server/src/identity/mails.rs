//! What mails say. Plain text; a link stands on a line of its own.

use identity::{Mail, Person};

/// Characters of a name that are shown.
const NAME_SHOWN: usize = 60;

/// To somebody who wants an account.
pub(super) fn confirm_sign_up(origin: &str, to: &str, token: &str) -> Mail {
    mail(
        to,
        "Confirm your e-mail address",
        format!(
            "Somebody, hopefully you, wants an account at {origin} with this e-mail address.\n\n\
             Open this link within a day, in the same browser, to confirm that it is yours:\n\n\
             {origin}/verify?token={token}\n\n\
             If it was not you, ignore this mail: without the link there is no account."
        ),
    )
}

/// To somebody who has an account and asks for another one.
pub(super) fn account_exists(origin: &str, to: &str) -> Mail {
    mail(
        to,
        "You have an account already",
        format!(
            "Somebody, hopefully you, wants an account at {origin} with this e-mail address. There is one \
             already.\n\nSign in with your password:\n\n{origin}/sign-in\n\nor choose a new one:\n\n\
             {origin}/forgot\n\nIf it was not you, ignore this mail: nothing has changed."
        ),
    )
}

/// To somebody who is signed in with an address that nobody has proven.
pub(super) fn confirm_address(origin: &str, person: &Person, token: &str) -> Mail {
    let name = spelled(&person.name);
    mail(
        &person.email,
        "Confirm your e-mail address",
        format!(
            "The account of \"{name}\" at {origin} names this e-mail address.\n\n\
             If that is you, open this link within a day, in a browser where you are signed in to it:\n\n\
             {origin}/verify?token={token}\n\n\
             If it is not, ignore this mail: somebody else's account gets nothing of yours."
        ),
    )
}

/// A name that somebody chose, in a mail to somebody who may not know them: words only, no address.
fn spelled(name: &str) -> String {
    let is_word = |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '\'');
    name.chars().filter(is_word).take(NAME_SHOWN).collect()
}

/// To somebody who has forgotten the password.
pub(super) fn reset(origin: &str, to: &str, token: &str) -> Mail {
    mail(
        to,
        "Choose a new password",
        format!(
            "Somebody, hopefully you, has forgotten the password of your account at {origin}.\n\n\
             Open this link within an hour to choose a new one; you will be signed out everywhere:\n\n\
             {origin}/reset?token={token}\n\n\
             If it was not you, ignore this mail: the password stays as it is."
        ),
    )
}

/// To somebody whose password was changed.
pub(super) fn password_changed(origin: &str, to: &str) -> Mail {
    mail(
        to,
        "Your password was changed",
        format!(
            "The password of your account at {origin} was changed, and other browsers were signed out.\n\n\
             If it was not you, choose a new one at once:\n\n{origin}/forgot"
        ),
    )
}

fn mail(to: &str, subject: &str, text: String) -> Mail {
    Mail {
        to: to.to_owned(),
        subject: subject.to_owned(),
        text,
    }
}
