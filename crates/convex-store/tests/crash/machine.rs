//! A machine whose disk forgets what was not synced, below SQLite, and fails when it is told to.
//!
//! A file is what was synced, and the changes since. When the power fails, each piece of a change is there or
//! not, as a seed decides; a file that was created, renamed or deleted without a sync of its folder may be so or
//! not. A sync that fails leaves what it should have written to chance for good: only what is written again later is
//! synced later.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use parking_lot::{Mutex, MutexGuard};
use rsqlite_vfs::{
    AccessMode, DeviceCharacteristics, LockLevel, OpenAccess, OpenOptions, OpenRequest, OpenedFile,
    OsCallback, SQLiteIoMethods, SQLiteVfs, SyncOptions, VfsError, VfsErrorCode, VfsFile,
    VfsResult, VfsStore, register_vfs,
};

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// What goes wrong, at one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The operation fails; the next one succeeds.
    Error,
    /// As `Error`, because the disk is full, if the operation needs space.
    Full,
    /// The power fails: this operation and all that follow fail, until [`Machine::restart`].
    PowerLoss,
}

#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

#[derive(Clone, Debug, Default)]
struct File {
    synced: Vec<u8>,
    /// Since then, oldest first.
    changes: Vec<Change>,
    now: Vec<u8>,
    /// Whether the folder on the disk names it.
    is_named: bool,
}

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<String, Arc<Mutex<File>>>,
    /// Deleted, but still named by the folder on the disk.
    ghosts: BTreeMap<String, Arc<Mutex<File>>>,
    /// Operations so far.
    operations: usize,
    fault: Option<(usize, Fault)>,
    is_down: bool,
    random: u64,
}

/// A machine. Clones are handles to the same one.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    name: &'static str,
    state: Arc<Mutex<State>>,
}

impl Machine {
    /// A machine with an empty disk.
    #[allow(
        unsafe_code,
        reason = "SQLite takes a VFS as a table of pointers; the library that makes it cannot check its use"
    )]
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let machine = Self {
            name: format!("machine-{number}").leak(),
            state: Arc::default(),
        };
        // SAFETY: layout and callbacks are the library's own; all that they share is behind one lock; the name is
        // new in this process; the registration is never taken back.
        let registered =
            unsafe { register_vfs::<Methods, Vfs>(machine.name, machine.clone(), false) };
        registered.expect("registered").into_raw();
        machine
    }

    /// Its name as a VFS.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Empties the disk; operation number `at` from now on will fail.
    pub(crate) fn reset(&self, fault: Option<(usize, Fault)>, seed: u64) {
        *self.state.lock() = State {
            fault,
            random: seed,
            ..State::default()
        };
    }

    /// Operations since [`Self::reset`].
    pub(crate) fn operations(&self) -> usize {
        self.state.lock().operations
    }

    /// Whether the fault has happened.
    pub(crate) fn has_failed(&self) -> bool {
        let state = self.state.lock();
        state.fault.is_some_and(|(at, _)| at < state.operations)
    }

    /// The power fails.
    pub(crate) fn cut(&self) {
        self.state.lock().is_down = true;
    }

    /// The power fails if it has not yet, and comes back. Nothing fails from now on.
    pub(crate) fn restart(&self) {
        let mut state = self.state.lock();
        state.is_down = false;
        state.fault = None;
        let ghosts = std::mem::take(&mut state.ghosts);
        for (name, ghost) in ghosts {
            if state.chance() {
                state.files.entry(name).or_insert(ghost);
            }
        }
        let files = std::mem::take(&mut state.files);
        for (name, file) in files {
            let file = file.lock().clone();
            if file.is_named || state.chance() {
                let bytes = file.after(&mut || state.chance());
                let left = File {
                    now: bytes.clone(),
                    synced: bytes,
                    is_named: true,
                    ..File::default()
                };
                state.files.insert(name, Arc::new(Mutex::new(left)));
            }
        }
    }

    /// Counts an operation, and fails if it is to.
    fn operate(&self, needs_space: bool, code: VfsErrorCode) -> VfsResult<MutexGuard<'_, State>> {
        let mut state = self.state.lock();
        let number = state.operations;
        state.operations += 1;
        let fault = match state.fault {
            Some((at, fault)) if at == number => Some(fault),
            _ => None,
        };
        state.is_down |= fault == Some(Fault::PowerLoss);
        match fault {
            _ if state.is_down => Err(VfsError::new(code, "the power is off".into())),
            Some(Fault::Full) if needs_space => {
                Err(VfsError::new(VfsErrorCode::Full, "full".into()))
            }
            Some(Fault::Error) => Err(VfsError::new(code, "told to fail".into())),
            _ => Ok(state),
        }
    }
}

impl State {
    fn sync_folder(&mut self) {
        self.ghosts.clear();
        for file in self.files.values() {
            file.lock().is_named = true;
        }
    }

    fn chance(&mut self) -> bool {
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.random >> 63 == 1
    }
}

impl File {
    /// What is on the disk once each piece of the changes has been written, or not.
    fn after(&self, is_written: &mut dyn FnMut() -> bool) -> Vec<u8> {
        let mut bytes = self.synced.clone();
        for change in &self.changes {
            match change {
                Change::Truncate(size) if is_written() => bytes.resize(*size, 0),
                Change::Truncate(_) => {}
                Change::Write(offset, data) => {
                    for (at, piece) in sectors(*offset, data) {
                        if is_written() {
                            put(&mut bytes, at, piece);
                        }
                    }
                }
            }
        }
        bytes
    }
}

/// A write, cut where sectors end.
fn sectors(offset: usize, data: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let first = (SECTOR - offset % SECTOR).min(data.len());
    let (head, tail) = data.split_at(first);
    let rest = tail.chunks(SECTOR).enumerate();
    std::iter::once((offset, head))
        .chain(rest.map(move |(number, piece)| (offset + first + number * SECTOR, piece)))
}

fn put(bytes: &mut Vec<u8>, offset: usize, data: &[u8]) {
    let end = offset + data.len();
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    bytes[offset..end].copy_from_slice(data);
}

/// An open file.
pub(crate) struct Handle {
    machine: Machine,
    file: Arc<Mutex<File>>,
}

impl VfsFile for Handle {
    fn read(&mut self, buf: &mut [u8], offset: u64) -> VfsResult<usize> {
        let _state = self.machine.operate(false, VfsErrorCode::IoRead)?;
        let file = self.file.lock();
        let start = usize::try_from(offset)
            .unwrap_or(usize::MAX)
            .min(file.now.len());
        let length = buf.len().min(file.now.len() - start);
        buf[..length].copy_from_slice(&file.now[start..start + length]);
        Ok(length)
    }

    fn write(&mut self, buf: &[u8], offset: u64) -> VfsResult<()> {
        let _state = self.machine.operate(true, VfsErrorCode::IoWrite)?;
        let mut file = self.file.lock();
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        put(&mut file.now, offset, buf);
        file.changes.push(Change::Write(offset, buf.to_vec()));
        Ok(())
    }

    fn truncate(&mut self, size: u64) -> VfsResult<()> {
        let _state = self.machine.operate(false, VfsErrorCode::IoTruncate)?;
        let mut file = self.file.lock();
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        file.now.resize(size, 0);
        file.changes.push(Change::Truncate(size));
        Ok(())
    }

    fn sync(&mut self, _: SyncOptions) -> VfsResult<()> {
        let done = self.machine.operate(false, VfsErrorCode::IoSync);
        let mut file = self.file.lock();
        match done {
            Ok(mut state) => {
                file.synced = file.after(&mut || true);
                file.changes.clear();
                // As SQLite does on Unix: the first sync of a new log syncs the folder.
                if !std::mem::replace(&mut file.is_named, true) {
                    drop(file);
                    state.sync_folder();
                }
                Ok(())
            }
            Err(error) => {
                let mut state = self.machine.state.lock();
                file.synced = file.after(&mut || state.chance());
                file.changes.clear();
                Err(error)
            }
        }
    }

    fn size(&self) -> VfsResult<u64> {
        let _state = self.machine.operate(false, VfsErrorCode::IoStat)?;
        Ok(self.file.lock().now.len() as u64)
    }

    /// What every disk is taken for on Unix: a write leaves the bytes beside it alone.
    fn device_characteristics(&self) -> DeviceCharacteristics {
        DeviceCharacteristics::POWERSAFE_OVERWRITE
    }

    fn lock(&mut self, _: LockLevel) -> VfsResult<()> {
        Ok(())
    }

    fn unlock(&mut self, _: LockLevel) -> VfsResult<()> {
        Ok(())
    }

    fn check_reserved_lock(&self) -> VfsResult<bool> {
        Ok(false)
    }
}

struct Folder;

impl VfsStore for Folder {
    type File = Handle;
    type AppData = Machine;

    fn open_file(machine: &Machine, request: OpenRequest<'_>) -> VfsResult<OpenedFile<Handle>> {
        let mut state = machine.operate(request.options.create(), VfsErrorCode::CantOpen)?;
        let file = match request.filename.map(|name| name.path().to_owned()) {
            None => Arc::default(),
            Some(name) => match state.files.get(&name) {
                Some(file) => file.clone(),
                None if request.options.create() => state.files.entry(name).or_default().clone(),
                None => {
                    return Err(VfsError::new(VfsErrorCode::CantOpen, "no such file".into()));
                }
            },
        };
        drop(state);
        let machine = machine.clone();
        Ok(OpenedFile {
            file: Handle { machine, file },
            access: OpenAccess::ReadWrite,
        })
    }

    fn close_file(
        machine: &Machine,
        name: Option<&str>,
        file: Handle,
        options: OpenOptions,
    ) -> VfsResult<()> {
        if let (Some(name), true) = (name, options.delete_on_close()) {
            let mut state = machine.state.lock();
            if state
                .files
                .get(name)
                .is_some_and(|found| Arc::ptr_eq(found, &file.file))
            {
                state.files.remove(name);
            }
        }
        Ok(())
    }

    fn access(machine: &Machine, name: &str, _: AccessMode) -> VfsResult<bool> {
        let state = machine.operate(false, VfsErrorCode::IoAccess)?;
        Ok(state.files.contains_key(name))
    }

    fn full_pathname(_: &Machine, name: &str) -> VfsResult<String> {
        Ok(name.to_owned())
    }

    fn delete_file(machine: &Machine, name: &str, sync_dir: bool) -> VfsResult<()> {
        let mut state = machine.operate(false, VfsErrorCode::IoDelete)?;
        let Some(file) = state.files.remove(name) else {
            return Err(VfsError::new(
                VfsErrorCode::IoDeleteNoEntry,
                "no such file".into(),
            ));
        };
        if sync_dir {
            state.sync_folder();
        } else if file.lock().is_named {
            state.ghosts.insert(name.to_owned(), file);
        }
        Ok(())
    }
}

struct Methods;

impl SQLiteIoMethods for Methods {
    type Store = Folder;
}

struct Vfs;

impl SQLiteVfs<Methods> for Vfs {
    type Os = Machine;

    fn os(machine: &Machine) -> &Machine {
        machine
    }
}

impl OsCallback for Machine {
    fn sleep(&self, _: Duration) {}

    /// What SQLite puts into the salts of its log.
    fn random(&self, buf: &mut [u8]) -> usize {
        let mut state = self.state.lock();
        for byte in buf.iter_mut() {
            *byte = (0..8).fold(0, |bits, _| bits << 1 | u8::from(state.chance()));
        }
        buf.len()
    }

    fn epoch_timestamp_in_ms(&self) -> VfsResult<i64> {
        Ok(1_767_225_600_000)
    }
}
