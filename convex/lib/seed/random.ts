/** Draws that depend on a seed and a name only: the same world everywhere, whatever was drawn before. */
export type Random = ReturnType<typeof randomFor>;

/** FNV-1a over UTF-16 code units. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return state >>> 0;
}

export function randomFor(seed: number, name: string) {
  let state = hash(`${seed}/${name}`);
  /** Mulberry32: from 0 up to 1. */
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    below,
    /** From `least` to `most`, both included. */
    between: (least: number, most: number) => least + below(most - least + 1),
    chance: (probability: number) => next() < probability,
    pick: <Item>(items: readonly Item[]): Item => items[below(items.length)]!,
    /** `count` different ones, in their order. */
    some: <Item>(items: readonly Item[], count: number): Item[] => {
      const left = items.map((_, index) => index);
      const chosen = Array.from({ length: Math.min(count, items.length) }, () =>
        left.splice(below(left.length), 1)[0]!,
      );
      return chosen.sort((a, b) => a - b).map((index) => items[index]!);
    },
  };
}
