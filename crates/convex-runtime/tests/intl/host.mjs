// A stand-in for what the host offers to the files of Intl, over Node's own Intl and the system's tz database.
import { existsSync, readFileSync } from "node:fs";

const NodeIntl = Intl;
const ZONEINFO = "/usr/share/zoneinfo/";
const known = new Map();
const remember = (key, make) => {
  if (!known.has(key)) known.set(key, make());
  return known.get(key);
};

/** The transitions of a file of the tz database: when, and the abbreviation and daylight flag from then on. */
const readZone = (name) => {
  if (!existsSync(ZONEINFO + name)) return undefined;
  const file = readFileSync(ZONEINFO + name);
  const counts = (at) => [20, 24, 28, 32, 36, 40].map((offset) => file.readUInt32BE(at + offset));
  const [utc, std, leap, times, types, chars] = counts(0);
  const second = 44 + times * 5 + types * 6 + chars + leap * 8 + std + utc;
  const [, , , times2, types2, chars2] = counts(second);
  const start = second + 44;
  const typeAt = start + times2 * 9;
  const names = file.subarray(typeAt + types2 * 6, typeAt + types2 * 6 + chars2);
  const type = (index) => {
    const at = typeAt + index * 6;
    const from = file[at + 5];
    return [file.readInt32BE(at), names.subarray(from, names.indexOf(0, from)).toString(), file[at + 4] === 1];
  };
  const transitions = Array.from({ length: times2 }, (_, index) => [
    Number(file.readBigInt64BE(start + index * 8)) * 1000, type(file[start + times2 * 8 + index]),
  ]);
  return { first: type(0), transitions };
};
const formatter = (zone) =>
  remember(`f ${zone}`, () => new NodeIntl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", era: "short", year: "numeric", month: "numeric", day: "numeric", hour: "numeric",
    minute: "numeric", second: "numeric",
  }));
const offsetAt = (zone, time) => {
  const parts = Object.fromEntries(formatter(zone).formatToParts(time).map(({ type, value }) => [type, value]));
  const year = parts.era.startsWith("B") ? 1 - Number(parts.year) : Number(parts.year);
  const local = new Date(0);
  local.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
  local.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
  return (local.getTime() - Math.floor(time / 1000) * 1000) / 1000;
};
const nameAt = (zone, time) => {
  const data = remember(`z ${zone}`, () => readZone(zone));
  if (data === undefined) return ["", false];
  const last = data.transitions.findLast(([from]) => from <= time);
  return (last?.[1] ?? data.first).slice(1);
};
const LEVELS = { "1": "base", "2": "accent", "3": "variant" };

export const host = {
  zone: (name) => {
    if (/^[+-]/.test(name)) return undefined;
    try {
      return new NodeIntl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
    } catch {
      return undefined;
    }
  },
  zoneAt: (zone, time) => [offsetAt(zone, time), ...nameAt(zone, time)],
  zones: () => NodeIntl.supportedValuesOf("timeZone"),
  compare: (locale, a, b, json) => {
    const collator = remember(`c ${locale} ${json}`, () => {
      const { strength, caseLevel, numeric, caseFirst, ignorePunctuation } = JSON.parse(json);
      return new NodeIntl.Collator(locale, { sensitivity: caseLevel ? "case" : LEVELS[strength], numeric, caseFirst, ignorePunctuation });
    });
    return collator.compare(a, b);
  },
  segments: (locale, granularity, text) => {
    const segmenter = remember(`s ${locale} ${granularity}`, () => new NodeIntl.Segmenter(locale, { granularity }));
    return [...segmenter.segment(text)].flatMap(({ index, isWordLike }) => [index, isWordLike ? 1 : 0]);
  },
  now: () => Date.now(),
};

/** Evaluates the files as the runtime does: each when it is first asked for. */
export const load = async () => {
  const files = [
    "locales", "decimals", "numbers", "plurals", "currencies", "units", "calendar", "zones", "dates", "intervals", "phrases", "words", "intl",
  ];
  const installs = {};
  for (const file of files) {
    const url = new URL(`../../src/js/${file}.js`, import.meta.url);
    if (existsSync(url)) installs[file] = (await import(url)).default;
  }
  const loaded = {};
  const web = (name) => (loaded[name] ??= installs[name](host, web));
  return { ...web("intl"), ...web("numbers"), ...web("dates"), ...web("words") };
};
