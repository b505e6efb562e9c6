use convex_host::Host;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Mails that wait for the mail server at most; more are dropped, and logged.
const WAITING_MAX: usize = 256;

/// Mails that are kept where none can be sent.
const KEPT_MAX: usize = 100;

/// What is said to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

/// A mail that would have been sent.
#[derive(Clone, Debug, PartialEq)]
pub struct SentMail {
    /// What it says.
    pub mail: Mail,
    /// Milliseconds since the Unix epoch.
    pub sent_at: f64,
}

/// Why mails cannot be sent with these settings.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The address of the mail server.
    #[error(
        "CONCLAVE_SMTP_URL is no address of a mail server: {0}; write smtps://user:password@host"
    )]
    Server(String),
    /// The sender.
    #[error("CONCLAVE_MAIL_FROM is no sender: {0}; write name@host, or Name <name@host>")]
    Sender(String),
}

/// Sends mails through SMTP, or keeps them for a page on this machine. Sending happens behind the caller's
/// back: how long an answer takes does not tell whether a mail went out.
pub struct Mailer {
    way: Way,
    host: Arc<dyn Host>,
}

enum Way {
    Smtp(mpsc::Sender<Mail>),
    /// Newest last.
    Outbox(Mutex<VecDeque<SentMail>>),
}

impl Mailer {
    /// Through the mail server at `url`, from the sender `from`. Wants to run inside tokio.
    pub fn smtp(url: &str, from: &str, host: Arc<dyn Host>) -> Result<Self, MailError> {
        let from: Mailbox = from
            .parse()
            .map_err(|error: lettre::address::AddressError| MailError::Sender(error.to_string()))?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| MailError::Server(error.to_string()))?
            .build();
        let (sender, waiting) = mpsc::channel(WAITING_MAX);
        tokio::spawn(send_all(transport, from, waiting));
        Ok(Self {
            way: Way::Smtp(sender),
            host,
        })
    }

    /// Nowhere: mails are kept, and logged.
    pub fn outbox(host: Arc<dyn Host>) -> Self {
        Self {
            way: Way::Outbox(Mutex::default()),
            host,
        }
    }

    /// Sends a mail soon.
    pub fn send(&self, mail: Mail) {
        match &self.way {
            Way::Smtp(sender) => {
                if sender.try_send(mail).is_err() {
                    tracing::error!("too many mails wait for the mail server; one was dropped");
                }
            }
            Way::Outbox(kept) => {
                tracing::info!(
                    to = mail.to,
                    "no mail server is set; this mail stays here:\n{}",
                    mail.text
                );
                let mut kept = kept.lock();
                if kept.len() == KEPT_MAX {
                    kept.pop_front();
                }
                kept.push_back(SentMail {
                    mail,
                    sent_at: self.host.unix_millis(),
                });
            }
        }
    }

    /// What would have been sent, newest first; nothing where mails are sent.
    pub fn kept(&self) -> Option<Vec<SentMail>> {
        match &self.way {
            Way::Smtp(_) => None,
            Way::Outbox(kept) => Some(kept.lock().iter().rev().cloned().collect()),
        }
    }
}

async fn send_all(
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    mut waiting: mpsc::Receiver<Mail>,
) {
    while let Some(mail) = waiting.recv().await {
        let message = match message(from.clone(), mail) {
            Ok(message) => message,
            Err(error) => {
                tracing::warn!(%error, "a mail cannot be written");
                continue;
            }
        };
        // Who it is for and what it says stays out of the log.
        if let Err(error) = transport.send(message).await {
            tracing::error!(%error, "a mail could not be sent");
        }
    }
}

fn message(from: Mailbox, mail: Mail) -> Result<Message, Box<dyn std::error::Error>> {
    let message = Message::builder()
        .from(from)
        .to(Mailbox::new(None, mail.to.parse()?))
        .subject(mail.subject)
        .header(ContentType::TEXT_PLAIN)
        .body(mail.text)?;
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;

    fn mail(subject: &str) -> Mail {
        Mail {
            to: "eve@example.org".to_owned(),
            subject: subject.to_owned(),
            text: "https://a.example/reset?token=t".to_owned(),
        }
    }

    #[test]
    fn without_a_mail_server_the_last_mails_are_kept_newest_first() {
        let mailer = Mailer::outbox(Arc::new(SimHost::new(1, 2_000_000)));
        for number in 0..=KEPT_MAX {
            mailer.send(mail(&number.to_string()));
        }
        let kept = mailer.kept().unwrap();
        assert_eq!(kept.len(), KEPT_MAX);
        assert_eq!(kept[0].mail.subject, KEPT_MAX.to_string());
        assert_eq!(kept[0].sent_at, 2.0);
        assert_eq!(kept.last().unwrap().mail.subject, "1");
    }

    #[test]
    fn a_mail_is_plain_text_and_its_subject_cannot_add_headers() {
        let from: Mailbox = "Conclave <no-reply@example.org>".parse().unwrap();
        let message = message(from, mail("Hello\r\nBcc: all@example.org")).unwrap();
        let text = String::from_utf8(message.formatted()).unwrap();
        assert!(text.contains("To: eve@example.org\r\n"), "{text}");
        assert!(!text.contains("\r\nBcc:"), "{text}");
        assert!(
            text.ends_with("token=t") || text.contains("token=3Dt"),
            "{text}"
        );
    }

    #[tokio::test]
    async fn settings_that_cannot_work_are_refused_by_name() {
        let refused = |url: &str, from: &str| {
            let host = Arc::new(SimHost::new(1, 0));
            Mailer::smtp(url, from, host)
                .err()
                .map(|error| error.to_string())
        };
        assert!(
            refused("mail.example.org", "a@b.c")
                .unwrap()
                .contains("SMTP_URL")
        );
        assert!(
            refused("smtp://localhost:2525", "nobody")
                .unwrap()
                .contains("MAIL_FROM")
        );
        assert_eq!(refused("smtp://localhost:2525", "a@b.c"), None);
    }
}
