//! `ctx.storage`: files as part of the transaction.

use super::args::{invalid, parse};
use super::{FunctionHost, store_error};
use crate::files::{self, File, STORAGE_TABLE};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use convex_runtime::SyscallError;
use serde::Deserialize;
use serde_json::json;
use std::borrow::Cow;
use std::io::{self, Read as _};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileArgs<'a> {
    #[serde(borrow)]
    storage_id: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoreArgs<'a> {
    /// Base64.
    #[serde(borrow)]
    blob: Cow<'a, str>,
    /// Empty if there is none.
    #[serde(default, borrow)]
    content_type: Cow<'a, str>,
    /// Base64.
    #[serde(default, borrow)]
    sha256: Option<Cow<'a, str>>,
}

impl FunctionHost {
    /// The operations of `ctx.storage`.
    pub(super) fn storage(&mut self, op: &str, args: &str) -> Result<String, SyscallError> {
        match op {
            "1.0/storageGetUrl" => self.file_url(args),
            "1.0/storageGetMetadata" => self.file_metadata(args),
            _ => {
                self.require_mutation(op)?;
                self.change_storage(op, args)
            }
        }
    }

    fn change_storage(&mut self, op: &str, args: &str) -> Result<String, SyscallError> {
        let engine = self.run.engine.clone();
        match op {
            "1.0/storageGenerateUploadUrl" => {
                let namespace = self.tx.namespace();
                Ok(json!(engine.files.upload_url(namespace, &*engine.host)).to_string())
            }
            "1.0/storageDelete" => self.delete_file(args),
            "1.0/storageStore" => self.store_file(args),
            "1.0/storageGet" => self.file_content(args),
            _ => Err(SyscallError::unknown_async_operation(op)),
        }
    }

    fn file_url(&mut self, args: &str) -> Result<String, SyscallError> {
        let file = self.file(args, "storage.getUrl")?;
        let url = file.map(|file| self.run.engine.files.url(&file.name));
        Ok(json!(url).to_string())
    }

    fn file_metadata(&mut self, args: &str) -> Result<String, SyscallError> {
        let Some(file) = self.file(args, "storage.getMetadata")? else {
            return Ok("null".to_owned());
        };
        let sha256 = STANDARD.decode(&file.sha256).unwrap_or_default();
        Ok(json!({
            "storageId": file.name,
            "sha256": crate::hex::encode(&sha256),
            "size": file.size,
            "contentType": file.content_type,
        })
        .to_string())
    }

    fn delete_file(&mut self, args: &str) -> Result<String, SyscallError> {
        let Some(file) = self.file(args, "storage.delete")? else {
            let FileArgs { storage_id } = parse("1.0/storageDelete", args)?;
            return Err(SyscallError::new(format!(
                "storage id {storage_id} not found"
            )));
        };
        files::remove(&mut self.tx, &file).map_err(store_error)?;
        Ok("null".to_owned())
    }

    fn store_file(&mut self, args: &str) -> Result<String, SyscallError> {
        let args: StoreArgs<'_> = parse("1.0/storageStore", args)?;
        let bytes = STANDARD
            .decode(args.blob.as_bytes())
            .map_err(|error| invalid("blob", "storage.store", error))?;
        let engine = &self.run.engine;
        let written = engine.files.create(&*engine.host).and_then(|mut incoming| {
            incoming.write(&bytes)?;
            incoming.finish()
        });
        let (stored, fresh) = written.map_err(|error| not_stored(&error))?;
        let sha256 = STANDARD.encode(stored.sha256);
        if args.sha256.is_some_and(|expected| expected != sha256) {
            return Err(SyscallError::new(format!(
                "Sha256 mismatch: the content has {sha256}."
            )));
        }
        let content_type = (!args.content_type.is_empty()).then_some(&*args.content_type);
        let id = files::insert(&mut self.tx, &stored, content_type).map_err(store_error)?;
        self.fresh_files.push(fresh);
        Ok(json!(id.to_text()).to_string())
    }

    fn file_content(&mut self, args: &str) -> Result<String, SyscallError> {
        let Some(file) = self.file(args, "storage.get")? else {
            return Ok("null".to_owned());
        };
        let mut content = Vec::new();
        let read = self.run.engine.files.bytes.open(&file.name);
        match read.and_then(|mut reader| reader.read_to_end(&mut content)) {
            Ok(_) => Ok(json!({
                "blob": STANDARD.encode(content),
                "contentType": file.content_type,
            })
            .to_string()),
            // Deleted meanwhile, which the transaction will find out if it matters.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok("null".to_owned()),
            Err(error) => Err(SyscallError::new(format!(
                "The stored file could not be read: {error}."
            ))),
        }
    }

    /// The file of a storage id, or of the name that older clients have in its place.
    fn file(&mut self, args: &str, api: &str) -> Result<Option<File>, SyscallError> {
        let FileArgs { storage_id } = parse(api, args)?;
        let found = match self.tx.normalize_id(STORAGE_TABLE, &storage_id) {
            Some(id) => files::find(&mut self.tx, id),
            None if files::is_name(&storage_id) => files::find_by_name(&mut self.tx, &storage_id),
            None => {
                return Err(invalid(
                    "storageId",
                    api,
                    format!("Invalid storage ID: `{storage_id}`"),
                ));
            }
        };
        found.map_err(store_error)
    }
}

fn not_stored(error: &io::Error) -> SyscallError {
    SyscallError::new(format!("The file could not be stored: {error}."))
}
