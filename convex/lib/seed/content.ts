import type { Doc } from "../../_generated/dataModel";
import type { Random } from "./random";

/** What people and agents of the demonstration world are called, work on and say. */

export const people = [
  { subject: "seed-mira", name: "Mira Olsen", email: "mira@example.com" },
  { subject: "seed-jonas", name: "Jonas Weber", email: "jonas@example.com" },
  { subject: "seed-amara", name: "Amara Nwosu", email: "amara@example.com" },
] as const;

export const repositories = [
  { repoFullName: "harbor/checkout", baseBranch: "main" },
  { repoFullName: "harbor/ledger", baseBranch: "main" },
  { repoFullName: "mira/field-notes", baseBranch: "trunk" },
  { repoFullName: "weber/tide-tables", baseBranch: "main" },
] as const;

export const models = ["claude-sonnet", "gpt-5-mini", "local-small"] as const;

type Task = { title: string; prompt: string; todos: readonly string[] };

export const tasks: readonly Task[] = [
  {
    title: "Move the ledger to integer cents",
    prompt: "Amounts are floats in twelve places. Move all of them to integer cents without a flag day.",
    todos: ["List every float amount", "Add a cents column", "Write both for a week", "Read cents", "Drop the floats"],
  },
  {
    title: "Retry failed webhooks",
    prompt: "A webhook that fails is lost. Retry with growing pauses for a day, then park it.",
    todos: ["Store attempts", "Grow the pause", "Park after a day", "Show parked ones"],
  },
  {
    title: "Make search forgive typos",
    prompt: "Searching for “reciept” should find receipts. Keep it fast for the largest customer.",
    todos: ["Measure today's queries", "Add trigram index", "Compare results", "Roll out"],
  },
  {
    title: "Speed up the test suite",
    prompt: "The suite takes eleven minutes. Find what is slow and bring it under four.",
    todos: ["Profile by file", "Share the database", "Run in parallel", "Delete sleeps"],
  },
  {
    title: "Print tide tables for a month",
    prompt: "Give each harbor a page for a month that prints well on A4 in black and white.",
    todos: ["Layout for print", "Sunrise and sunset", "Check in three browsers"],
  },
  {
    title: "Sign in with a passkey",
    prompt: "Offer passkeys beside passwords. Nobody may be locked out.",
    todos: ["Register a key", "Sign in with it", "Lost key", "Explain it in plain words"],
  },
  {
    title: "Upgrade the date library",
    prompt: "Our date library is no longer maintained. Replace it and prove that no date changes.",
    todos: ["Find all uses", "Record today's output", "Replace", "Compare"],
  },
  {
    title: "Explain rejected payments",
    prompt: "“Payment failed” helps nobody. Say why and what to do, in all four languages.",
    todos: ["Collect codes", "Write texts", "Translate", "Show in the receipt"],
  },
  {
    title: "Keep notes when offline",
    prompt: "Notes written on a train vanish. Keep them and send them once there is a network.",
    todos: ["Outbox", "Order of sending", "Conflicts", "Show what waits"],
  },
  {
    title: "Fix the drifting clock",
    prompt: "After a week the station's clock is four seconds behind. Find out why.",
    todos: ["Log drift each hour", "Compare with a reference", "Fix"],
  },
  {
    title: "Export a year as CSV",
    prompt: "Bookkeepers want a year of entries as one CSV that opens in every spreadsheet.",
    todos: ["Columns", "Encoding", "Stream large years"],
  },
  {
    title: "Tidy the settings page",
    prompt: "Thirty switches on one page. Group them, and remove those that nobody has ever changed.",
    todos: ["Count changes per switch", "Group", "Remove", "Keep old links working"],
  },
];

export const chatTopics = [
  "Names for the new service",
  "Reading list on queues",
  "Trip to Bergen in May",
  "Explaining recursion to a ten-year-old",
  "Letter to the landlord",
  "Bread that does not rise",
  "Comparing two job offers",
  "Regular expressions for addresses",
  "Garden plan for a shady yard",
  "Budget for the choir",
  "How tides work",
  "Interview questions for a designer",
  "A better stand-up",
  "Migrating photos",
] as const;

export const branchNames = ["Shorter", "In plain words", "For experts", "Other ending", "With numbers"] as const;

export const advisors = [
  ["Ines", "Adler", "Code reviewer", "Reads every diff twice and asks about the third case.", ["code", "quality"]],
  ["Tomasz", "Zielinski", "Database expert", "Thinks in indexes and access paths.", ["code", "data"]],
  ["Ngozi", "Bello", "Product coach", "Asks who needs it and how we would notice.", ["product"]],
  ["Pierre", "Lambert", "Editor", "Cuts every text by a third.", ["writing"]],
  ["Hana", "Sato", "Security advisor", "Assumes the worst and writes it down.", ["code", "security"]],
  ["Oskar", "Lund", "Skeptic", "Looks for the reason it will not work.", ["product", "quality"]],
] as const;

type Category = Doc<"memories">["category"];

export const memories: readonly [Category, string][] = [
  ["SETUP", "The database needs the extension pg_trgm before the first migration runs."],
  ["TESTING", "Tests share one database; each one rolls its transaction back."],
  ["STYLES", "Error texts end with what the reader can do."],
  ["ARCHITECTURE", "The ledger never updates a row: it appends a correction."],
  ["BUGS", "The station clock drifts because the timer counts from the end of its work."],
  ["PATTERNS", "Every outgoing call goes through the outbox, never directly."],
  ["INFRA", "Deployments run between two and four in the morning, harbor time."],
  ["PERFORMANCE", "The receipts page is slow when a customer has more than ten thousand rows."],
  ["CONFIG", "Feature switches live in the table settings, not in the environment."],
  ["GENERAL", "Prefer small pull requests; more than four hundred lines wait for days."],
  ["TESTING", "Snapshots of tables are checked in; update them with the script, not by hand."],
  ["GENERAL", "Answer briefly, with the result first."],
];

const openings = ["I looked at", "Next I checked", "The interesting part is", "I changed", "There are two ways to handle"];
const subjects = ["the retry loop", "the migration", "how amounts are rounded", "the slow query", "the form", "the cache", "the order of events"];
const findings = [
  "it reads the same rows three times",
  "nothing depends on the old behaviour",
  "the test only passes because of its order",
  "the index covers it already",
  "one case was missing: an empty list",
  "it is easier to delete than to fix",
];
const endings = ["Shall I go on?", "The tests pass.", "I would keep it as it is.", "This needs your decision.", "Next is the second half."];
const questions = [
  "Can you show me the numbers?",
  "Why not the simple way?",
  "What happens when two do it at once?",
  "Good. Please go on.",
  "Could you make it shorter?",
  "How would we notice that it fails?",
  "And what does it cost?",
];

const sentence = (random: Random) =>
  `${random.pick(openings)} ${random.pick(subjects)}: ${random.pick(findings)}.`;

export const question = (random: Random) => random.pick(questions);

/** An answer of a few sentences, now and then with a list or some code. */
export function answer(random: Random): string {
  const text = Array.from({ length: random.between(1, 4) }, () => sentence(random)).join(" ");
  const ending = random.pick(endings);
  if (random.chance(0.15)) {
    const items = random.some(findings, 3).map((item) => `- ${item}`);
    return `${text}\n\n${items.join("\n")}\n\n${ending}`;
  }
  if (random.chance(0.12)) {
    const count = random.between(2, 90);
    return `${text}\n\n\`\`\`sql\nselect count(*) from entries where cents % ${count} = 0;\n\`\`\`\n\n${ending}`;
  }
  return `${text} ${ending}`;
}
