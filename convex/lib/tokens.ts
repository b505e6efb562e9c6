/** Tokens of models, as nearly as they can be told without a model. */

const dense = /[\u0800-\uffff]/;

/** Roughly: four Latin characters are a token, and one of most other scripts is. */
export function estimateTokens(text: string): number {
  const count = text.match(new RegExp(dense, "g"))?.length ?? 0;
  return Math.ceil((text.length - count) / 4) + count;
}

/** The text, or the beginning of it that has at most so many tokens. */
export function withinTokens(text: string, tokens: number): string {
  if (estimateTokens(text) <= tokens) return text;
  let quarters = 4 * tokens;
  let length = 0;
  for (; length < text.length; length += 1) {
    quarters -= dense.test(text[length]!) ? 4 : 1;
    if (quarters < 0) break;
  }
  // Never half of a character.
  return `${text.slice(0, length).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** The most that each of these counts may have, so that all of them together have at most `room`. */
export function shareOf(counts: number[], room: number): number {
  const ascending = [...counts].sort((a, b) => a - b);
  let left = room;
  for (const [index, count] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (count > share) return Math.max(share, 0);
    left -= count;
  }
  return Infinity;
}
