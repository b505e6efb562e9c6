//! Adding files to the next message: they are uploaded at once, and wait with the thread until it is sent.

use convex_api::{
    AttachmentEntry, AttachmentId, AttachmentLimits, StorageId, ThreadId, attachments,
};
use convex_leptos::{NoArgs, UseMutation, UseQuery, use_mutation, use_query};
use leptos::prelude::*;

use super::kinds::{self, is_picture};
use crate::components::composer::Written;
use crate::components::live::Readiness;
use crate::layout::ui::Ui;
use crate::platform::{LocalFile, Sending};
use crate::text::count;

/// How far an upload is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    /// So many hundredths of it have arrived.
    Sending(u8),
    /// Why it ended, as a sentence.
    Failed(String),
}

/// A file on its way. Cheap to clone.
#[derive(Clone)]
pub(super) struct Upload {
    pub(super) nth: u32,
    pub(super) file: LocalFile,
    content_type: String,
    pub(super) stage: ArcRwSignal<Stage>,
    sending: Sending,
    /// A part of the text that it stands for once it has arrived.
    stands_for: Option<String>,
}

/// Where files are added. None: nowhere yet; a place without a thread is a chat that is still to begin.
pub(crate) type Place = Signal<Option<attachments::PendingArgs>>;

/// The files of the next message. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct Files {
    pub(super) ui: Ui,
    pub(super) written: Written,
    place: Place,
    limits: UseQuery<AttachmentLimits>,
    pub(super) arrived: UseQuery<Vec<AttachmentEntry>>,
    pub(super) uploads: RwSignal<Vec<Upload>>,
    /// A long text that was pasted, which could be a file.
    pub(super) pasted: RwSignal<Option<String>>,
    /// Whether files are dragged over the page.
    pub(super) is_dragged: RwSignal<bool>,
    /// Whether the message is to be sent as soon as everything has arrived.
    pub(super) sends_then: RwSignal<bool>,
    next: StoredValue<u32>,
    address: UseMutation<attachments::GenerateUploadUrl>,
    create: UseMutation<attachments::Create>,
    describe: UseMutation<attachments::Describe>,
    remove: UseMutation<attachments::Remove>,
}

impl Files {
    pub(crate) fn of(place: Place, written: Written) -> Self {
        let files = Self {
            ui: Ui::current(),
            written,
            place,
            limits: use_query(attachments::Limits, || NoArgs {}),
            arrived: use_query(attachments::Pending, move || place.get()),
            uploads: RwSignal::new(Vec::new()),
            pasted: RwSignal::new(None),
            is_dragged: RwSignal::new(false),
            sends_then: RwSignal::new(false),
            next: StoredValue::new(0),
            address: use_mutation(attachments::GenerateUploadUrl),
            create: use_mutation(attachments::Create),
            describe: use_mutation(attachments::Describe).with_optimistic_update(|store, args| {
                store.update_every(attachments::Pending, |files: &mut Vec<AttachmentEntry>| {
                    let file = files
                        .iter_mut()
                        .find(|it| it.attachment_id == args.attachment_id);
                    if let Some(file) = file {
                        file.alt_text = Some(args.alt_text.clone());
                    }
                });
            }),
            remove: use_mutation(attachments::Remove).with_optimistic_update(|store, args| {
                store.update_every(attachments::Pending, |files: &mut Vec<AttachmentEntry>| {
                    files.retain(|file| file.attachment_id != args.attachment_id);
                });
            }),
        };
        Effect::new(move |_| files.send_when_complete());
        files
    }

    pub(crate) fn readiness(self) -> Readiness {
        let limits = self.limits.with(Readiness::of);
        limits.and(self.arrived.with(Readiness::of))
    }

    pub(super) fn with_limits<U>(self, read: impl FnOnce(&AttachmentLimits) -> U) -> Option<U> {
        self.limits.with(|state| state.as_ref().ready().map(read))
    }

    /// The files that go with the message. Not tracked.
    pub(crate) fn ids(self) -> Vec<AttachmentId> {
        self.arrived.with_untracked(|state| {
            let files = state.as_ref().ready().map_or(&[][..], Vec::as_slice);
            files
                .iter()
                .map(|file| file.attachment_id.clone())
                .collect()
        })
    }

    /// How many bytes of text there are in the files that have arrived, tracked.
    pub(crate) fn text_size(self) -> f64 {
        self.arrived.with(|state| {
            let files = state.as_ref().ready().map_or(&[][..], Vec::as_slice);
            let texts = files
                .iter()
                .filter(|file| !kinds::is_picture(&file.content_type));
            texts.map(|file| file.size).sum()
        })
    }

    /// How many files have arrived, tracked.
    /// Whether there are pictures among them, tracked.
    pub(crate) fn has_pictures(self) -> bool {
        let is_any_here = self.arrived.with(|state| {
            let arrived = state.as_ref().ready().map_or(&[][..], Vec::as_slice);
            arrived.iter().any(|file| is_picture(&file.content_type))
        });
        let is_any_coming = self
            .uploads
            .with(|uploads| uploads.iter().any(|upload| is_picture(&upload.file.kind())));
        is_any_here || is_any_coming
    }

    pub(super) fn arrived_count(self) -> usize {
        self.arrived
            .with(|state| state.as_ref().ready().map_or(0, Vec::len))
    }

    /// Whether the message can be sent now. If not, says why: it waits for what is on its way, and is held back by
    /// what has failed, until that is tried again or taken out.
    pub(crate) fn may_send(self) -> bool {
        let uploads = self.uploads.get_untracked();
        if let Some(failed) = uploads.iter().find(|upload| upload.has_failed()) {
            let name = failed.file.name();
            self.sends_then.set(false);
            self.ui.fail(format!(
                "Not sent: {name} has not arrived. Try it again or remove it, then send."
            ));
            return false;
        }
        if !uploads.is_empty() {
            self.sends_then.set(true);
            let files = count(uploads.len(), "file", "files");
            self.ui.announce(&format!(
                "The message is sent when {files} more have arrived"
            ));
            return false;
        }
        // What was pasted goes as text then.
        self.pasted.set(None);
        true
    }

    /// Sends a message that has waited for its files.
    fn send_when_complete(self) {
        let is_on_its_way = self.uploads.with(|uploads| {
            let stages = uploads.iter().map(|upload| upload.stage.get());
            stages
                .filter(|stage| matches!(stage, Stage::Sending(_)))
                .count()
                > 0
        });
        if self.sends_then.get() && !is_on_its_way {
            self.sends_then.set(false);
            self.written.send();
        }
    }

    /// Begins to upload files; says which cannot be added, and why.
    pub(super) fn add(self, files: Vec<LocalFile>) {
        for file in files {
            let kind = file.kind();
            self.add_one(file, &kind, None);
        }
    }

    /// Makes a file of a text that stands in the box until the file has arrived.
    pub(super) fn add_text(self, name: &str, text: String) {
        if let Some(file) = LocalFile::of_text(name, &text) {
            self.add_one(file, "text/plain", Some(text));
        }
    }

    fn add_one(self, file: LocalFile, kind: &str, stands_for: Option<String>) {
        let checked = untrack(|| {
            self.with_limits(|limits| {
                let taken = self.arrived_count() + self.uploads.with(Vec::len);
                if taken >= limits.per_message_max as usize {
                    return Err(format!(
                        "A message can have at most {} files.",
                        limits.per_message_max
                    ));
                }
                kinds::checked(limits, &file.name(), kind, file.size())
            })
        });
        match checked {
            Some(Ok(content_type)) => {
                let nth = self.next.with_value(|next| *next);
                self.next.set_value(nth + 1);
                let upload = Upload {
                    nth,
                    file,
                    content_type,
                    stage: ArcRwSignal::new(Stage::Sending(0)),
                    sending: Sending::new(),
                    stands_for,
                };
                self.uploads.update(|uploads| uploads.push(upload.clone()));
                self.upload(upload);
            }
            Some(Err(why)) => self.ui.fail(why),
            None => self
                .ui
                .fail("Files cannot be added while there is no connection."),
        }
    }

    pub(super) fn try_again(self, upload: &Upload) {
        upload.stage.set(Stage::Sending(0));
        self.upload(upload.clone());
    }

    fn upload(self, upload: Upload) {
        leptos::task::spawn_local(async move {
            match self.bring(&upload).await {
                Ok(()) => {
                    if let Some(text) = &upload.stands_for {
                        let rest = self.written.text().replacen(text, "", 1);
                        self.written.write(&rest);
                    }
                    self.drop_upload(upload.nth);
                    self.ui
                        .announce_later(&format!("{} added", upload.file.name()));
                }
                Err(why) if self.has(upload.nth) => {
                    self.ui
                        .announce_later(&format!("{} not added. {why}", upload.file.name()));
                    upload.stage.set(Stage::Failed(why));
                }
                // It was taken out meanwhile.
                Err(_) => {}
            }
        });
    }

    /// Uploads a file and adds it to the thread, or says why not. One that was taken out meanwhile is added nowhere.
    async fn bring(self, upload: &Upload) -> Result<(), String> {
        let place = self.place.try_get_untracked().flatten();
        let thread_id: Option<ThreadId> = place.and_then(|place| place.thread_id);
        let address = self.address.call(NoArgs {}).await;
        let address = address.map_err(|error| error.user_message())?;
        let stage = upload.stage.clone();
        let progress = move |share: f64| stage.set(Stage::Sending((share * 100.0) as u8));
        let (file, content_type) = (&upload.file, &upload.content_type);
        let sent = upload.sending.send(&address, file, content_type, progress);
        let stored = sent.await.filter(|_| self.has(upload.nth));
        let stored = stored.ok_or("It has not arrived. Try again.")?;
        let args = attachments::CreateArgs {
            storage_id: Some(StorageId::from(stored)),
            thread_id,
            ..attachments::CreateArgs::new(content_type.clone(), file.name(), file.size())
        };
        let id = self.create.call(args).await;
        let id = id.map_err(|error| error.user_message())?;
        if !self.has(upload.nth) {
            self.take_out(id);
            return Err(String::new());
        }
        Ok(())
    }

    fn has(self, nth: u32) -> bool {
        let uploads = self.uploads.try_get_untracked();
        uploads.is_some_and(|uploads| uploads.iter().any(|upload| upload.nth == nth))
    }

    fn drop_upload(self, nth: u32) {
        self.uploads
            .try_update(|uploads| uploads.retain(|upload| upload.nth != nth));
    }

    /// Gives an upload up.
    pub(super) fn give_up(self, upload: &Upload) {
        self.drop_upload(upload.nth);
        upload.sending.cancel();
        self.ui.announce(&format!("{} removed", upload.file.name()));
    }

    /// Takes a file out that has arrived.
    pub(super) fn take_out(self, attachment_id: AttachmentId) {
        let args = attachments::RemoveArgs { attachment_id };
        self.report(self.remove.call(args));
    }

    /// Says what a picture shows.
    pub(super) fn say(self, attachment_id: AttachmentId, alt_text: String) {
        let args = attachments::DescribeArgs {
            alt_text,
            attachment_id,
        };
        self.report(self.describe.call(args));
    }

    fn report(self, call: convex_leptos::CallFuture<()>) {
        leptos::task::spawn_local(async move {
            if let Err(error) = call.await {
                self.ui.refuse(&error);
            }
        });
    }
}

impl Upload {
    pub(super) fn has_failed(&self) -> bool {
        matches!(self.stage.get_untracked(), Stage::Failed(_))
    }
}
