// What people read: numbers, dates and the order of texts. The tests run the same code in Node.js, which knows all
// languages, and compare.

import { queryGeneric } from "convex/server";

const instant = new Date(Date.UTC(2026, 2, 8, 5, 3, 9, 42));
const oldest = new Date(Date.UTC(1899, 11, 31, 23, 59, 59));

const numbers = () => [
  (1234567.891).toLocaleString("en-US"),
  (0.256).toLocaleString("en-US", { style: "percent", maximumFractionDigits: 1 }),
  (1234.5).toLocaleString("en-US", { style: "currency", currency: "USD" }),
  (1234.5).toLocaleString("de-DE", { style: "currency", currency: "EUR" }),
  (12345678901234567890n).toLocaleString("en-GB"),
  new Intl.NumberFormat("en", { notation: "compact" }).format(1_234_567),
  new Intl.NumberFormat("en-US", { minimumIntegerDigits: 2 }).formatToParts(7.5).map(({ type, value }) => `${type} ${value}`),
];

const dates = () => [
  instant.toLocaleDateString("en-US", { timeZone: "UTC" }),
  instant.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit", timeZone: "UTC" }),
  instant.toLocaleString("en-US", { timeZone: "America/New_York" }),
  instant.toLocaleDateString("en-US", { weekday: "long", year: "numeric", month: "long", day: "numeric", timeZone: "UTC" }),
  instant.toLocaleString("en-US", { dateStyle: "medium", timeStyle: "short", timeZone: "Europe/Berlin" }),
  instant.toLocaleDateString("sv-SE", { timeZone: "UTC" }),
  instant.toLocaleDateString("de-DE", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }),
  new Date(NaN).toLocaleString(),
  zoned("America/New_York", instant),
  zoned("America/New_York", new Date(instant.getTime() + 2 * 3_600_000)),
  zoned("Asia/Kolkata", oldest),
];

/** As libraries find what a clock elsewhere shows. */
function zoned(timeZone: string, date: Date) {
  const part = "numeric" as const;
  const format = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", year: part, month: part, day: part, hour: part, minute: part, second: part });
  return format.formatToParts(date).map(({ type, value }) => `${type} ${value}`);
}

const texts = () => [
  ["Zoë", "äpfel", "apple", "Äpfel", "zebra", "_x", "10", "9"].sort((one, other) => one.localeCompare(other, "en-US")),
  ["a10", "a9", "A1"].sort(new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare),
  "a".localeCompare("á", "en", { sensitivity: "base" }),
  "a😀".slice(0, 2).localeCompare("b", "en"),
  new Intl.ListFormat("en", { type: "conjunction" }).format(["one", "two", "three"]),
  new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-1, "day"),
  new Intl.PluralRules("en", { type: "ordinal" }).select(22),
  [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment("e\u0301👍🏽")].map(({ segment }) => segment),
];

export const spoken = () => ({ numbers: numbers(), dates: dates(), texts: texts() });

export const say = queryGeneric({ handler: async () => spoken() });

/** What is spoken here where nobody says how. */
export const unsaid = queryGeneric({
  handler: async () => [(1e6).toLocaleString(), instant.toLocaleString(), "a".localeCompare("B"), [1234.5, null].toLocaleString(), String(instant), Intl.DateTimeFormat().resolvedOptions().timeZone],
});
