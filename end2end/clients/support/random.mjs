// Randomness that can be had again: a failing run says its seed.

export const seed = Number(process.env.CONCLAVE_CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** A small generator (mulberry32). */
export function random(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
