//! A model: what every block must hold. The arena must never lose or mix up a byte, rewound or not.

use super::*;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Step {
    Alloc { size: usize, zeroed: bool },
    Realloc { pick: usize, size: usize },
    Free { pick: usize },
    Fill { pick: usize, byte: u8 },
}

fn sizes() -> impl Strategy<Value = usize> {
    prop_oneof![
        6 => 1..600usize,
        3 => 600..SMALL * 2,
        1 => CHUNK - 64..CHUNK * 3,
    ]
}

fn steps(count: usize) -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (sizes(), any::<bool>()).prop_map(|(size, zeroed)| Step::Alloc { size, zeroed }),
        3 => (any::<usize>(), sizes()).prop_map(|(pick, size)| Step::Realloc { pick, size }),
        3 => any::<usize>().prop_map(|pick| Step::Free { pick }),
        2 => (any::<usize>(), any::<u8>()).prop_map(|(pick, byte)| Step::Fill { pick, byte }),
    ];
    prop::collection::vec(step, 1..count)
}

/// A block, and what is in it.
#[derive(Clone)]
struct Block {
    place: *mut u8,
    bytes: Vec<u8>,
}

impl Block {
    fn fill(&mut self, byte: u8) {
        self.bytes.fill(byte);
        // SAFETY: the arena says that the block has at least so many bytes.
        unsafe { self.place.write_bytes(byte, self.bytes.len()) };
    }

    fn check(&self) {
        assert_eq!(self.place as usize % ALIGN, 0);
        // SAFETY: as in `fill`; the block is allocated and written.
        let found = unsafe {
            assert!(Arena::usable_size(self.place) >= self.bytes.len());
            std::slice::from_raw_parts(self.place, self.bytes.len())
        };
        assert!(found == self.bytes, "a block has changed");
    }
}

fn run(arena: &mut Arena, blocks: &mut Vec<Block>, steps: &[Step]) {
    for (number, step) in steps.iter().enumerate() {
        let byte = number as u8;
        match *step {
            Step::Alloc { size, zeroed } => {
                let place = if zeroed {
                    arena.calloc(1, size)
                } else {
                    arena.alloc(size)
                };
                let mut block = Block {
                    place,
                    bytes: vec![0; size],
                };
                if zeroed {
                    block.check();
                }
                block.fill(byte);
                blocks.push(block);
            }
            Step::Realloc { pick, size } if !blocks.is_empty() => {
                let pick = pick % blocks.len();
                let block = &mut blocks[pick];
                // SAFETY: the block is allocated, and its old place is forgotten.
                block.place = unsafe { arena.realloc(block.place, size) };
                let kept = block.bytes.len().min(size);
                block.bytes.truncate(kept);
                block.check();
                block.bytes.resize(size, 0);
                block.fill(byte);
            }
            Step::Free { pick } if !blocks.is_empty() => {
                let block = blocks.swap_remove(pick % blocks.len());
                // SAFETY: the block is allocated, and forgotten.
                unsafe { arena.dealloc(block.place) };
            }
            Step::Fill { pick, byte } if !blocks.is_empty() => {
                let pick = pick % blocks.len();
                blocks[pick].fill(byte);
            }
            _ => {}
        }
    }
    blocks.iter().for_each(Block::check);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_a_call_does_is_undone_by_the_rewind(
        before in steps(200),
        calls in prop::collection::vec(steps(200), 1..5),
    ) {
        let mut arena = Arena::default();
        let mut sealed = Vec::new();
        run(&mut arena, &mut sealed, &before);
        arena.seal();
        for call in calls {
            run(&mut arena, &mut sealed.clone(), &call);
            // SAFETY: the clone, which alone knew later blocks, is gone.
            unsafe { arena.rewind() };
            sealed.iter().for_each(Block::check);
        }
        // Goes on as if it had never been sealed.
        run(&mut arena, &mut sealed, &before);
    }
}

#[test]
fn each_size_fits_its_class_and_wastes_at_most_an_eighth() {
    for bytes in HEADER..=SMALL {
        let (class, size) = class_of(bytes);
        assert!(class < CLASSES && size >= bytes && size <= SMALL);
        assert!(size - bytes < ALIGN.max(bytes / 8));
        assert_eq!(class_of(size), (class, size));
    }
}

#[test]
fn what_cannot_be_had_is_null_and_harms_nothing() {
    let mut arena = Arena::default();
    assert!(arena.alloc(usize::MAX - 100).is_null());
    assert!(arena.calloc(usize::MAX, 2).is_null());
    let mut blocks = Vec::new();
    run(
        &mut arena,
        &mut blocks,
        &[Step::Alloc {
            size: 10,
            zeroed: true,
        }],
    );
}

/// Blocks of this size until there are no more.
fn fill(arena: &mut Arena, size: usize) -> Vec<*mut u8> {
    std::iter::repeat_with(|| arena.alloc(size))
        .take_while(|block| !block.is_null())
        .collect()
}

#[test]
fn blocks_of_all_sizes_one_after_the_other_hold_no_more_than_the_limit_and_a_quarter() {
    const MEMORY: usize = 4 << 20;
    let mut arena = Arena::default();
    arena.seal();
    arena.limit(MEMORY);
    for size in [40, 400, 4_000, SMALL * 2, CHUNK * 2] {
        for block in fill(&mut arena, size) {
            // SAFETY: the block is allocated, and forgotten.
            unsafe { arena.dealloc(block) };
        }
        assert!(arena.held() > MEMORY && arena.held() <= MEMORY + MEMORY / 4);
    }
    let block = arena.alloc(40);
    // SAFETY: the block is allocated, and not used where another one was given.
    assert!(unsafe { arena.realloc(block, MEMORY * 2) }.is_null());
    // SAFETY: all blocks are forgotten.
    unsafe { arena.rewind() };
    assert_eq!(arena.held(), SPARE * CHUNK);
    assert!(!fill(&mut arena, SMALL * 2).is_empty());
}
