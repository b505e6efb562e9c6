/** Texts that are kept as pages keep theirs, so one goes on where the other ended; each for its writer alone. */

const nameOf = (whose: string, key: string): string => `draft:${whose}:${key}`;

export const draftOf = (whose: string, key: string): string => localStorage.getItem(nameOf(whose, key)) ?? "";

export function keepDraft(whose: string, key: string, text: string): void {
  if (text === "") localStorage.removeItem(nameOf(whose, key));
  else localStorage.setItem(nameOf(whose, key), text);
}

/** Forgets what anybody else has begun to write here. */
export function keepDraftsOf(whose: string): void {
  const names = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? "");
  const others = names.filter((name) => name.startsWith("draft:") && !name.startsWith(nameOf(whose, "")));
  others.forEach((name) => localStorage.removeItem(name));
}
