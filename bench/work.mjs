// Functions that need no deployment: the bench has them run by one, and by Node.js (`node.mjs`).

/**
 * What any call costs.
 * @param {{ number: number }} args
 */
export const nothing = ({ number }) => number;

/**
 * What a page of a list may have to do: 200 rows are made, grouped by their owners and put in order.
 * @param {{ number: number }} args
 */
export function report({ number }) {
  const rows = Array.from({ length: 200 }, (_, index) => ({
    owner: `Owner ${(index * 7919 + number) % 23}`,
    title: `Part ${index} of ${number}`,
    minutes: (index * index + number) % 480,
  }));
  /** @type {Map<string, { owner: string, minutes: number, titles: string[] }>} */
  const owners = new Map();
  for (const { owner, title, minutes } of rows) {
    const entry = owners.get(owner) ?? { owner, minutes: 0, titles: [] };
    entry.minutes += minutes;
    entry.titles.push(title.toLowerCase());
    owners.set(owner, entry);
  }
  return [...owners.values()]
    .sort((a, b) => b.minutes - a.minutes || (a.owner < b.owner ? -1 : 1))
    .slice(0, 10)
    .map(({ owner, minutes, titles }) => ({ owner, minutes, first: titles[0] ?? "" }));
}
