//! Memory of one engine that can be put back to an earlier state: what makes a fresh context per call cheap.
//!
//! Evaluating a module costs a hundred times what a short function does, and always leads to the same memory. So an
//! isolate is loaded once, its memory *sealed*, and *rewound* after each call: every byte is as it was, so nothing
//! of a call can be seen by the next one. Knows nothing of JavaScript: bytes in, the same bytes out.

#![allow(
    unsafe_code,
    reason = "an allocator hands out memory by pointers; what callers promise stands at each function"
)]

use rquickjs::allocator::Allocator;
use std::alloc::{Layout, alloc, alloc_zeroed, dealloc, realloc};
use std::cell::UnsafeCell;
use std::mem::MaybeUninit;
use std::ptr::{self, NonNull};
use std::rc::Rc;

/// Bytes that are asked of the system at a time.
const CHUNK: usize = 256 << 10;
/// Blocks up to this many bytes, header included, come out of chunks; larger ones from the system.
const SMALL: usize = 64 << 10;
const ALIGN: usize = 16;
const HEADER: usize = size_of::<Header>();
/// Multiples of 16 up to 1,024, then eight steps between one power of two and the next.
const CLASSES: usize = 64 + 6 * 8 + 1;
/// Chunks beyond the sealed ones that a rewound arena keeps for its next call.
const SPARE: usize = 4;

/// Stands before every block.
#[repr(C, align(16))]
struct Header {
    /// Bytes behind the header that the owner may use.
    usable: usize,
    /// The size class of a small block; of a large one `CLASSES` and its place in the list.
    class: u32,
    index: u32,
}

/// Blocks have bytes that nobody has written yet; they may be copied, not read.
type Byte = MaybeUninit<u8>;

/// Shared by the engine, which allocates, and by the isolate, which seals and rewinds.
#[derive(Clone, Default)]
pub(crate) struct Arena(Rc<UnsafeCell<Heap>>);

struct Heap {
    chunks: Vec<NonNull<u8>>,
    /// How many chunks blocks have been cut from; those behind are spare.
    cut: usize,
    /// How much of the last one that was cut is used.
    used: usize,
    /// Freed blocks by size class, linked through their first word.
    free: [*mut u8; CLASSES],
    large: Vec<NonNull<Header>>,
    /// Bytes of all chunks and large blocks, headers included.
    held: usize,
    /// What `held` never exceeds.
    limit: usize,
    seal: Option<Seal>,
}

/// All that a rewind puts back.
struct Seal {
    cut: usize,
    used: usize,
    free: [*mut u8; CLASSES],
    /// What the chunks held, one behind the other.
    bytes: Vec<Byte>,
    /// What each large block held, header included. They are the first ones of the list, and stay allocated.
    large: Vec<Box<[Byte]>>,
}

impl Default for Heap {
    fn default() -> Self {
        Self {
            chunks: Vec::new(),
            cut: 0,
            used: CHUNK,
            free: [ptr::null_mut(); CLASSES],
            large: Vec::new(),
            held: 0,
            limit: usize::MAX,
            seal: None,
        }
    }
}

impl Arena {
    /// Bounds what is taken from the system. A freed small block serves its own size only, so an engine that may
    /// use `memory` bytes can come to need more than those: it gets a quarter more, and then no memory.
    pub(crate) fn limit(&self, memory: usize) {
        // SAFETY: as in `seal`.
        unsafe { (*self.0.get()).limit = memory.saturating_add(memory / 4) }
    }

    /// Bytes that are taken from the system, the sealed copy not counted.
    #[cfg(test)]
    fn held(&self) -> usize {
        // SAFETY: as in `seal`.
        unsafe { (*self.0.get()).held }
    }

    /// Keeps a copy of everything as it is now.
    pub(crate) fn seal(&self) {
        // SAFETY: the engine is not running, so nothing else is inside the heap; we hold no other reference.
        unsafe { (*self.0.get()).seal() }
    }

    /// Whether there is something to go back to.
    pub(crate) fn is_sealed(&self) -> bool {
        // SAFETY: as in `seal`.
        unsafe { (*self.0.get()).seal.is_some() }
    }

    /// Puts everything back to what it was when it was sealed. Does nothing if it was not.
    ///
    /// # Safety
    /// Nobody may use a pointer into this memory that came after the seal, and whatever lies outside and is owned by
    /// objects inside must not have been freed or have come since.
    pub(crate) unsafe fn rewind(&self) {
        // SAFETY: as in `seal`; the rest is the caller's promise.
        unsafe { (*self.0.get()).rewind() }
    }
}

// SAFETY: blocks are disjoint, aligned to 16 and as large as their header says: see `Heap`.
unsafe impl Allocator for Arena {
    fn alloc(&mut self, size: usize) -> *mut u8 {
        // SAFETY: the engine calls from its one thread, and never from within itself.
        unsafe { (*self.0.get()).alloc(size, false) }
    }

    fn calloc(&mut self, count: usize, size: usize) -> *mut u8 {
        match count.checked_mul(size) {
            // SAFETY: as in `alloc`.
            Some(size) => unsafe { (*self.0.get()).alloc(size, true) },
            None => ptr::null_mut(),
        }
    }

    unsafe fn dealloc(&mut self, block: *mut u8) {
        // SAFETY: as in `alloc`; the caller promises that the block is one of ours.
        unsafe { (*self.0.get()).dealloc(block) }
    }

    unsafe fn realloc(&mut self, block: *mut u8, size: usize) -> *mut u8 {
        // SAFETY: as in `dealloc`.
        unsafe { (*self.0.get()).realloc(block, size) }
    }

    unsafe fn usable_size(block: *mut u8) -> usize {
        // SAFETY: the caller promises that the block is one of ours, so a header stands before it.
        unsafe { (*header_of(block)).usable }
    }
}

/// # Safety
/// `block` comes from this allocator.
unsafe fn header_of(block: *mut u8) -> *mut Header {
    // SAFETY: a header stands before every block; blocks are aligned like headers.
    unsafe { block.sub(HEADER) }.cast()
}

/// The size class for so many bytes, header included, and how many bytes a block of it has.
fn class_of(bytes: usize) -> (usize, usize) {
    let bytes = bytes.next_multiple_of(ALIGN);
    if bytes <= 1024 {
        return (bytes / ALIGN, bytes);
    }
    let exponent = (bytes - 1).ilog2();
    let step = exponent - 3;
    let eighths = (bytes - 1) >> step;
    let class = 64 + (exponent as usize - 10) * 8 + (eighths - 7);
    (class, (eighths + 1) << step)
}

fn chunk_layout() -> Layout {
    Layout::from_size_align(CHUNK, ALIGN).unwrap_or_else(|_| Layout::new::<Header>())
}

fn large_layout(usable: usize) -> Option<Layout> {
    Layout::from_size_align(usable.checked_add(HEADER)?, ALIGN).ok()
}

impl Heap {
    /// A block of at least `size` bytes, or null where there is no memory.
    fn alloc(&mut self, size: usize, zeroed: bool) -> *mut u8 {
        if size > SMALL - HEADER {
            return self.alloc_large(size, zeroed);
        }
        let (class, bytes) = class_of(size + HEADER);
        let block = self.take(class, bytes);
        if zeroed && !block.is_null() {
            // SAFETY: the block is ours alone and has at least `size` bytes.
            unsafe { block.write_bytes(0, size) };
        }
        block
    }

    fn take(&mut self, class: usize, bytes: usize) -> *mut u8 {
        let block = self.free[class];
        if !block.is_null() {
            // SAFETY: a freed block holds the link to the next one.
            self.free[class] = unsafe { block.cast::<*mut u8>().read() };
            return block;
        }
        if self.used + bytes > CHUNK && !self.next_chunk() {
            return ptr::null_mut();
        }
        let Some(chunk) = self.chunks[..self.cut].last() else {
            return ptr::null_mut();
        };
        let header = Header {
            usable: bytes - HEADER,
            class: class as u32,
            index: 0,
        };
        // SAFETY: `used + bytes` is within the chunk, and nothing behind `used` has been handed out.
        unsafe {
            let place = chunk.as_ptr().add(self.used);
            place.cast::<Header>().write(header);
            self.used += bytes;
            place.add(HEADER)
        }
    }

    fn has_room(&self, bytes: usize) -> bool {
        bytes <= self.limit.saturating_sub(self.held)
    }

    /// Goes on in the next chunk: a spare one, or one of the system.
    fn next_chunk(&mut self) -> bool {
        if self.cut == self.chunks.len() {
            if !self.has_room(CHUNK) {
                return false;
            }
            // SAFETY: the layout has a size.
            let Some(chunk) = NonNull::new(unsafe { alloc(chunk_layout()) }) else {
                return false;
            };
            self.chunks.push(chunk);
            self.held += CHUNK;
        }
        self.cut += 1;
        self.used = 0;
        true
    }

    fn alloc_large(&mut self, usable: usize, zeroed: bool) -> *mut u8 {
        let layout = large_layout(usable).filter(|layout| self.has_room(layout.size()));
        let Some(layout) = layout else {
            return ptr::null_mut();
        };
        // SAFETY: the layout has a size.
        let place = unsafe {
            if zeroed {
                alloc_zeroed(layout)
            } else {
                alloc(layout)
            }
        };
        let Some(header) = NonNull::new(place.cast::<Header>()) else {
            return ptr::null_mut();
        };
        let index = self.large.len() as u32;
        self.large.push(header);
        self.held += layout.size();
        // SAFETY: the memory is ours alone and larger than a header.
        unsafe {
            header.write(Header {
                usable,
                class: CLASSES as u32,
                index,
            });
            place.add(HEADER)
        }
    }

    fn sealed_large(&self) -> usize {
        self.seal.as_ref().map_or(0, |seal| seal.large.len())
    }

    /// # Safety
    /// `block` comes from this heap and is not used any more.
    unsafe fn dealloc(&mut self, block: *mut u8) {
        // SAFETY: the caller's promise.
        let header = unsafe { &*header_of(block) };
        let (class, index) = (header.class as usize, header.index as usize);
        if class < CLASSES {
            // SAFETY: nobody uses the block, and the smallest one holds a pointer.
            unsafe { block.cast::<*mut u8>().write(self.free[class]) };
            self.free[class] = block;
        } else if index >= self.sealed_large() {
            let Some(layout) = large_layout(header.usable) else {
                return;
            };
            let place = self.large.swap_remove(index);
            if let Some(moved) = self.large.get(index) {
                // SAFETY: blocks in the list are allocated.
                unsafe { (*moved.as_ptr()).index = index as u32 };
            }
            self.held -= layout.size();
            // SAFETY: it was allocated with this layout, and is not in the list any more.
            unsafe { dealloc(place.as_ptr().cast(), layout) };
        }
        // A sealed large block is needed again after the rewind.
    }

    /// # Safety
    /// As for `dealloc`, if the answer is another block.
    unsafe fn realloc(&mut self, block: *mut u8, size: usize) -> *mut u8 {
        if block.is_null() {
            return self.alloc(size, false);
        }
        // SAFETY: the caller's promise.
        let header = unsafe { &*header_of(block) };
        let (usable, class, index) = (header.usable, header.class, header.index as usize);
        let is_large = class as usize == CLASSES;
        if size <= usable && (!is_large || size > usable / 2) {
            return block;
        }
        if is_large && index >= self.sealed_large() && size > SMALL - HEADER {
            return self.realloc_large(index, usable, size);
        }
        let fresh = self.alloc(size, false);
        if !fresh.is_null() {
            // SAFETY: both blocks have that many bytes, and they are disjoint.
            unsafe {
                ptr::copy_nonoverlapping(block, fresh, usable.min(size));
                self.dealloc(block);
            }
        }
        fresh
    }

    fn realloc_large(&mut self, index: usize, usable: usize, size: usize) -> *mut u8 {
        let (Some(old), Some(new)) = (large_layout(usable), large_layout(size)) else {
            return ptr::null_mut();
        };
        if !self.has_room(new.size().saturating_sub(old.size())) {
            return ptr::null_mut();
        }
        // SAFETY: the block was allocated with that layout; the new size is not zero.
        let place = unsafe { realloc(self.large[index].as_ptr().cast(), old, new.size()) };
        let Some(header) = NonNull::new(place.cast::<Header>()) else {
            return ptr::null_mut();
        };
        self.large[index] = header;
        self.held = self.held - old.size() + new.size();
        // SAFETY: the header has moved along.
        unsafe {
            (*header.as_ptr()).usable = size;
            place.add(HEADER)
        }
    }

    /// The used part of each of the first `cut` chunks.
    fn extents(&self, cut: usize, used: usize) -> impl Iterator<Item = (NonNull<u8>, usize)> {
        let chunks = self.chunks.iter().take(cut).enumerate();
        chunks.map(move |(index, chunk)| (*chunk, if index + 1 == cut { used } else { CHUNK }))
    }

    fn seal(&mut self) {
        let mut bytes = Vec::new();
        for (chunk, used) in self.extents(self.cut, self.used) {
            let place = chunk.as_ptr().cast::<Byte>();
            // SAFETY: a chunk has that many bytes; nothing writes to it while they are copied.
            bytes.extend_from_slice(unsafe { std::slice::from_raw_parts(place, used) });
        }
        let copy = |header: &NonNull<Header>| {
            // SAFETY: blocks in the list are allocated, with a header that says how large they are.
            unsafe {
                let length = HEADER + (*header.as_ptr()).usable;
                std::slice::from_raw_parts(header.as_ptr().cast::<Byte>(), length).into()
            }
        };
        self.seal = Some(Seal {
            cut: self.cut,
            used: self.used,
            free: self.free,
            bytes,
            large: self.large.iter().map(copy).collect(),
        });
    }

    /// # Safety
    /// As for [`Arena::rewind`].
    unsafe fn rewind(&mut self) {
        let Some(seal) = self.seal.take() else {
            return;
        };
        let mut rest = &seal.bytes[..];
        for (chunk, used) in self.extents(seal.cut, seal.used) {
            let (bytes, behind) = rest.split_at(used);
            // SAFETY: sealed chunks are never given back, and have that many bytes.
            unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), chunk.as_ptr().cast(), used) };
            rest = behind;
        }
        for later in self.large.drain(seal.large.len()..) {
            // SAFETY: blocks in the list are allocated; nobody uses those that came after the seal.
            self.held -= unsafe { free_large(later) };
        }
        for (block, bytes) in self.large.iter().zip(&seal.large) {
            // SAFETY: sealed large blocks are neither freed nor moved, and have that many bytes.
            unsafe {
                ptr::copy_nonoverlapping(bytes.as_ptr(), block.as_ptr().cast(), bytes.len());
            }
        }
        let kept = (seal.cut + SPARE).min(self.chunks.len());
        for chunk in self.chunks.drain(kept..) {
            self.held -= CHUNK;
            // SAFETY: chunks are allocated with this layout; nobody uses those behind the seal.
            unsafe { dealloc(chunk.as_ptr(), chunk_layout()) };
        }
        (self.cut, self.used, self.free) = (seal.cut, seal.used, seal.free);
        self.seal = Some(seal);
    }
}

/// Gives a block back; how many bytes that were.
///
/// # Safety
/// The block is allocated and nobody uses it.
unsafe fn free_large(block: NonNull<Header>) -> usize {
    // SAFETY: the caller's promise; the header says how large it is.
    unsafe {
        let Some(layout) = large_layout((*block.as_ptr()).usable) else {
            return 0;
        };
        dealloc(block.as_ptr().cast(), layout);
        layout.size()
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        // SAFETY: the engine holds the arena as long as it lives, so nobody uses any block.
        unsafe {
            for block in self.large.drain(..) {
                free_large(block);
            }
            for chunk in self.chunks.drain(..) {
                dealloc(chunk.as_ptr(), chunk_layout());
            }
        }
    }
}

#[cfg(test)]
mod tests;
