// Compares the crate's Intl with Node's, which has full ICU data: `node check.mjs [group]`. What is known to differ is explained below.
import { load } from "./host.mjs";

const own = await load();
const ours = own.Intl;
const only = process.argv[2];
const LOCALES = ["en-US", "en-GB", "sv-SE", "en-CA", "de", "fr", "en-AU", "en-IN", "es", "it", "pt-BR", "nl"];
const MAIN = LOCALES.slice(0, 6);

/** Differences that are meant: what they are about, and why. */
const EXPLAINED = [
  [/^number .*"roundingIncrement":50\} format.*1\.7976931348623157e\+308/, "Node rounds the largest number to fewer digits here"],
  [/^number (fr|pt-BR) .*"compactDisplay":"long"\} format.*1\.7976931348623157e\+308/, "the word for very many trillions"],
  [/^number locale (resolved )?(de-AT|fr-CA|zh) /, "these locales are not supported"],
  [/^date locale (resolved )?fr-CA /, "not supported either"],
  [/^date (wrong|locale)( resolved)? .*buddhist/, "the only calendar is Gregorian"],
  [/^currency .*"(KWD|XAF)","currencyDisplay":"name"/, "names of rarer currencies are only there in English"],
  [/^currency nl .*"notation":"compact"/, "Dutch amounts below a thousand have their sign elsewhere"],
  [/^unit .*"unit":"[a-z]+-per-/, "compound units follow one rule in each language"],
  [/^date fields( resolved)? \S+ (?!.*"day")\{"weekday":"\w+",("year":"(2-digit|numeric)",)?("month":|"timeZone")/, "a weekday without a day"],
  [/^date fields( resolved)? \S+ \{("weekday":"\w+",)?"year":"2-digit",("day":"[^"]+",)?"timeZone"/, "a short year without a month"],
  [/^date fields( resolved)? (sv-SE|de) \{"month":"2-digit","day":"numeric"/, "two digits for just the month"],
  [/^date (fields|era)( resolved)? es |^(date (fields|era)|interval pt-BR|interval es) resolved (es|pt-BR) /, "Spanish digits; Node takes the `d` of `de` for a day"],
  [/^date times resolved .*("hour"|"month":"long")/, "Node reads the hours off the quoted words of its patterns, such as `h`, and off `k`"],
  [/^range (en-AU|nl) .*formatRangeToParts/, "whose part the space after a code is"],
  [/^date names .*Kathmandu/, "this zone has no name"],
  [/^collator .*"usage":"search"/, "searching uses the order of sorting"],
  [/^collator resolved /, "a keyword that says no"],
  [/^interval (de|fr|en-AU|en-IN|pt-BR) /, "patterns of their own for ranges"],
];

const groups = new Map();
const text = (value) => JSON.stringify(value, (_, inner) => (Object.is(inner, -0) ? "-0" : typeof inner === "bigint" ? `${inner}n` : inner));
const attempt = (run) => {
  try {
    return run();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};
const check = (group, what, actual, expected) => {
  const state = groups.get(group) ?? { same: 0, explained: 0, different: [] };
  groups.set(group, state);
  const [a, b] = [text(attempt(actual)), text(attempt(expected))];
  if (a === b) state.same += 1;
  else if (EXPLAINED.some(([pattern]) => pattern.test(`${group} ${what()}`))) state.explained += 1;
  else state.different.push(`${what()}\n    ours ${a}\n    node ${b}`);
};
const both = (group, service, locale, options, use) => {
  let mine;
  let theirs;
  const make = (from) => attempt(() => new from[service](locale, options));
  [mine, theirs] = [make(ours), make(Intl)];
  if (typeof mine === "string" || typeof theirs === "string") {
    check(group, () => `${service} ${locale} ${text(options)}`, () => mine, () => theirs);
    return;
  }
  check(`${group} resolved`, () => `${locale} ${text(options)}`, () => mine.resolvedOptions(), () => theirs.resolvedOptions());
  for (const [name, ...args] of use) {
    const call = (object) => () => object[name](...args);
    check(group, () => `${locale} ${text(options)} ${name}(${args.map(text)})`, call(mine), call(theirs));
  }
};
const cross = (...lists) => lists.reduce((rows, list) => rows.flatMap((row) => list.map((item) => ({ ...row, ...item }))), [{}]);
const wanted = (group) => only === undefined || group.startsWith(only);

// --- numbers ----------------------------------------------------------------------------------
const NUMBERS = [
  0, -0, 1, -1, 2, 0.5, 1.005, 1.5, 2.5, -2.5, 9.995, 12, 99.95, 999.5, 1000, 1234.5, -1234.567, 9999, 10000, 99999, 123456.789, 999999, 1e6, 1234567.891,
  12345678, 1.5e9, 1e12, 1.25e15, 1e21, 1.7976931348623157e308, 1e-7, 5e-324, 0.000123456, NaN, Infinity, -Infinity,
];
const BIG = [123456789012345678901234567890n, -5n, "123456789.123456789123456789", " 12 ", "0x1f", "abc", "-0", "1e3", "", true, null];
const uses = (values) => values.flatMap((value) => [["format", value], ["formatToParts", value]]);
if (wanted("number")) {
  const numberOptions = [
    undefined, {}, { style: "percent" }, { style: "percent", maximumFractionDigits: 1 }, { maximumFractionDigits: 0 }, { minimumFractionDigits: 2 },
    { minimumFractionDigits: 2, maximumFractionDigits: 2 }, { maximumSignificantDigits: 3 }, { minimumSignificantDigits: 4 }, { minimumIntegerDigits: 3 },
    { minimumSignificantDigits: 2, maximumSignificantDigits: 5 }, { maximumFractionDigits: 20 }, { useGrouping: false }, { useGrouping: "min2" },
    { useGrouping: "always" }, { useGrouping: true }, { maximumFractionDigits: 2, trailingZeroDisplay: "stripIfInteger", minimumFractionDigits: 2 },
    { maximumFractionDigits: 2, roundingIncrement: 5, minimumFractionDigits: 2 }, { maximumFractionDigits: 0, roundingIncrement: 50 },
    { notation: "scientific" }, { notation: "engineering" }, { notation: "compact" }, { notation: "compact", compactDisplay: "long" },
    { notation: "scientific", maximumFractionDigits: 1 }, { notation: "compact", maximumFractionDigits: 1 }, { notation: "compact", minimumFractionDigits: 2 },
    { notation: "compact", maximumSignificantDigits: 3 }, { notation: "compact", useGrouping: false },
    { maximumFractionDigits: 1, maximumSignificantDigits: 3, roundingPriority: "morePrecision" },
    { maximumFractionDigits: 1, maximumSignificantDigits: 3, roundingPriority: "lessPrecision" },
    ...["auto", "never", "always", "exceptZero", "negative"].map((signDisplay) => ({ signDisplay, maximumFractionDigits: 0 })),
    ...["ceil", "floor", "expand", "trunc", "halfCeil", "halfFloor", "halfExpand", "halfTrunc", "halfEven"]
      .map((roundingMode) => ({ roundingMode, maximumFractionDigits: 0 })),
  ];
  for (const locale of LOCALES) for (const options of numberOptions) both("number", "NumberFormat", locale, options, uses([...NUMBERS, ...BIG]));
  const wrong = [
    { style: "x" }, { style: "currency" }, { style: "currency", currency: "US" }, { style: "unit" }, { style: "unit", unit: "foo" }, { maximumFractionDigits: 101 },
    { minimumFractionDigits: 5, maximumFractionDigits: 2 }, null, { roundingIncrement: 3 }, { minimumIntegerDigits: 0 }, { notation: "x" }, { numberingSystem: "a" },
    { roundingIncrement: 5, maximumSignificantDigits: 2 }, { currencyDisplay: "x" }, { signDisplay: 1 }, { useGrouping: "x" }, { useGrouping: "" },
  ];
  for (const options of wrong) both("number wrong", "NumberFormat", "en-US", options, []);
  for (const tag of ["e", "en_US", "de-AT", "fr-CA", "xx", "EN-us", "en-u-nu-latn", "de-DE-u-nu-latn-co-phonebk", 1, null, [1], ["xx", "de"], "zh", "root"]) {
    both("number locale", "NumberFormat", tag, {}, [["format", 1234.5]]);
  }
}
if (wanted("currency")) {
  const money = cross(
    ["USD", "EUR", "GBP", "JPY", "INR", "CHF", "BRL", "CAD", "KWD", "SEK", "MXN", "XAF", "VND"].map((currency) => ({ style: "currency", currency })),
    [
      {}, { currencyDisplay: "narrowSymbol" }, { currencyDisplay: "code" }, { currencyDisplay: "name" }, { currencySign: "accounting" }, { minimumFractionDigits: 0 },
      { maximumFractionDigits: 0 }, { signDisplay: "always" }, { notation: "compact" }, { signDisplay: "exceptZero", currencySign: "accounting" },
    ],
  );
  for (const locale of LOCALES) for (const options of money) both("currency", "NumberFormat", locale, options, uses([0, 1, -1, 1.005, 1234.5, -98765.432, 12e6, NaN]));
  for (const currency of Intl.supportedValuesOf("currency")) {
    for (const locale of LOCALES) {
      for (const currencyDisplay of ["symbol", "narrowSymbol", "code"]) both("currency all", "NumberFormat", locale, { style: "currency", currency, currencyDisplay }, [["format", -1.5]]);
    }
    for (const number of [1, 2]) both("currency all", "NumberFormat", "en-US", { style: "currency", currency, currencyDisplay: "name" }, [["format", number]]);
  }
}
if (wanted("unit")) {
  const units = [...Intl.supportedValuesOf("unit"), "kilometer-per-hour", "mile-per-hour", "meter-per-second", "megabit-per-second", "liter-per-kilometer", "mile-per-gallon"];
  for (const locale of LOCALES) for (const unit of units) for (const unitDisplay of ["short", "long", "narrow"]) {
    both("unit", "NumberFormat", locale, { style: "unit", unit, unitDisplay }, uses([0, 1, 2, 1.5, -1234.5]));
  }
}
if (wanted("range")) {
  const pairs = [[1, 2], [3, 3], [-1, 1], [1000, 2000], [1.5, 1.7], [1e6, 2e6]];
  const options = [{}, { style: "currency", currency: "EUR" }, { style: "currency", currency: "USD", maximumFractionDigits: 0 }, { style: "percent" }, { notation: "compact" },
    { style: "unit", unit: "meter" }];
  for (const locale of LOCALES) for (const option of options) {
    both("range", "NumberFormat", locale, option, pairs.flatMap((pair) => [["formatRange", ...pair], ["formatRangeToParts", ...pair]]));
  }
}
if (wanted("plural")) {
  const values = [...Array.from({ length: 130 }, (_, index) => index), 0.5, 1.5, 800, 1e6, 1000001, 2e6, 1e9, -1, NaN, Infinity, "1"];
  for (const locale of LOCALES) for (const options of cross([{ type: "cardinal" }, { type: "ordinal" }], [{}, { minimumFractionDigits: 1 }, { maximumFractionDigits: 0 }])) {
    both("plural", "PluralRules", locale, options, [...values.map((value) => ["select", value]), ["selectRange", 1, 2], ["selectRange", 0, 1]]);
  }
}

// --- dates ------------------------------------------------------------------------------------
const TIMES = [
  0, Date.UTC(2024, 0, 5, 15, 4, 7, 89), Date.UTC(2024, 6, 31, 0, 0, 0), Date.UTC(2023, 8, 10, 12, 0, 0), Date.UTC(2025, 11, 25, 12, 30, 45, 999), Date.UTC(1969, 11, 31, 23, 59, 59, 999),
  Date.UTC(1900, 1, 28, 4, 5, 6), -62135596800000 + 86400000 * 40, -62135596800000 - 1, -1e14, 4102444800000, Date.UTC(2024, 5, 9, 9, 0), Date.UTC(2024, 2, 10, 21, 5),
];
const ZONES = [
  "UTC", "America/New_York", "America/Los_Angeles", "Europe/Paris", "Europe/London", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney", "America/Chicago", "America/Denver",
  "Asia/Shanghai", "Pacific/Auckland", "America/Sao_Paulo", "Europe/Athens", "Europe/Lisbon", "America/Anchorage", "Pacific/Honolulu", "Africa/Johannesburg", "Asia/Kathmandu",
];
const dateUses = (times) => times.flatMap((time) => [["format", time], ["formatToParts", time]]);
const T = "UTC";
if (wanted("date")) {
  const optional = (name, ...values) => [{}, ...values.map((value) => ({ [name]: value }))];
  const fields = cross(optional("weekday", "short", "long"), optional("year", "numeric", "2-digit"), optional("month", "numeric", "2-digit", "short", "long", "narrow"), optional("day", "numeric", "2-digit"));
  for (const locale of LOCALES) for (const option of fields) both("date fields", "DateTimeFormat", locale, { ...option, timeZone: T }, dateUses(TIMES.slice(0, 9)));
  const eras = cross(optional("era", "short", "long", "narrow"), [{ year: "numeric" }], optional("month", "numeric", "long"), optional("day", "numeric"));
  for (const locale of LOCALES) for (const option of eras) both("date era", "DateTimeFormat", locale, { ...option, timeZone: T }, dateUses(TIMES.slice(5)));
  const times = cross(
    [{ hour: "numeric" }, { hour: "2-digit" }, { hour: "numeric", minute: "numeric" }, { hour: "2-digit", minute: "2-digit" }, { hour: "numeric", minute: "2-digit" }, { hour: "numeric", minute: "2-digit", second: "2-digit" },
      { minute: "numeric" }, { second: "numeric" }, { minute: "2-digit", second: "2-digit" }, { hour: "numeric", minute: "numeric", second: "numeric", fractionalSecondDigits: 3 }],
    [{}, { hour12: true }, { hour12: false }, { hourCycle: "h23" }, { hourCycle: "h12" }, { hourCycle: "h11" }, { hourCycle: "h24" }],
    [{}, { year: "numeric", month: "numeric", day: "numeric" }, { weekday: "short" }, { month: "short", day: "numeric" }, { timeZoneName: "short" }, { year: "numeric", month: "long", day: "numeric", weekday: "long" }],
  );
  for (const locale of LOCALES) for (const option of times) both("date times", "DateTimeFormat", locale, { ...option, timeZone: T }, dateUses(TIMES.slice(0, 6)));
  const periods = cross([{ dayPeriod: "short" }, { dayPeriod: "long" }, { dayPeriod: "narrow" }], [{}, { hour: "numeric" }, { hour: "numeric", minute: "numeric" }], [{}, { hour12: true }, { hour12: false }]);
  const day = Array.from({ length: 24 }, (_, hour) => Date.UTC(2024, 0, 5, hour, hour % 2 ? 30 : 0));
  for (const locale of LOCALES) for (const option of periods) both("date periods", "DateTimeFormat", locale, { ...option, timeZone: T }, dateUses(day));
  const styles = cross(optional("dateStyle", "full", "long", "medium", "short"), optional("timeStyle", "full", "long", "medium", "short"), [{}, { hour12: true }, { hour12: false }, { hourCycle: "h23" }]);
  for (const locale of LOCALES) for (const option of styles) both("date styles", "DateTimeFormat", locale, { ...option, timeZone: "America/New_York" }, dateUses(TIMES.slice(0, 6)));
  // What libraries convert zones with.
  const numeric = { hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" };
  const twoDigits = { hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" };
  const instants = Array.from({ length: 60 }, (_, index) => Math.floor(-62135596800000 + index * 1.5e12 + index ** 3 * 12345678.9));
  for (const timeZone of ZONES) for (const option of [numeric, twoDigits, { ...twoDigits, era: "short" }, { ...numeric, hourCycle: undefined, hour12: false }, { ...numeric, fractionalSecondDigits: 3 }]) {
    both("date zones", "DateTimeFormat", "en-US", { ...option, timeZone }, instants.map((time) => ["formatToParts", time]));
  }
  const names = ["short", "long", "shortOffset", "longOffset", "longGeneric"].map((timeZoneName) => ({ timeZoneName }));
  for (const locale of LOCALES) for (const timeZone of ZONES) for (const option of names) {
    both("date names", "DateTimeFormat", locale, { ...option, timeZone, year: "numeric" }, dateUses([TIMES[1], TIMES[2]]));
  }
  const wrong = [{ timeZone: "x" }, { month: "x" }, { dateStyle: "short", year: "numeric" }, { timeStyle: "x" }, null, { fractionalSecondDigits: 4 }, { hourCycle: "x" }, { calendar: "a" },
    { timeZone: "utc" }, { timeZone: "america/new_york" }, { timeZone: "Asia/Calcutta" }, { calendar: "buddhist" }, { timeZone: "" }];
  for (const options of wrong) both("date wrong", "DateTimeFormat", "en-US", options, [["format", 0], ["format", NaN], ["formatToParts", Infinity], ["formatRange", 0]]);
  for (const tag of ["en-u-hc-h23", "en-u-hc-h12-ca-gregory", "de-u-hc-h12", "fr-CA", "xx", "en-u-nu-latn", "en-u-ca-buddhist"]) {
    both("date locale", "DateTimeFormat", tag, { hour: "numeric", minute: "numeric" }, dateUses([0]));
  }
}
if (wanted("toLocale")) {
  const methods = { toLocaleString: own.dateToLocaleString, toLocaleDateString: own.dateToLocaleDateString, toLocaleTimeString: own.dateToLocaleTimeString };
  const options = [undefined, {}, { timeZone: "UTC" }, { year: "numeric" }, { hour: "numeric" }, { weekday: "long" }, { dateStyle: "medium" }, { timeStyle: "short" }, { hour12: false }, { month: "long", day: "numeric" },
    { timeZoneName: "short" }, { era: "short" }, { dateStyle: "full", timeStyle: "long" }, { fractionalSecondDigits: 2 }, { dayPeriod: "short" }, { hour12: true }];
  for (const [name, method] of Object.entries(methods)) for (const locale of [undefined, ...LOCALES]) for (const option of options) for (const time of [...TIMES, NaN]) {
    const date = new Date(time);
    const given = option === undefined ? undefined : { timeZone: "UTC", ...option };
    check("toLocale", () => `${name} ${locale} ${text(given)} ${time}`, () => method.call(date, locale, given), () => date[name](locale ?? "en-US", given ?? { timeZone: "UTC" }));
  }
  for (const locale of LOCALES) for (const number of NUMBERS) {
    check("toLocale number", () => `${locale} ${number}`, () => own.numberToLocaleString.call(number, locale), () => number.toLocaleString(locale));
    check("toLocale number", () => `${locale} ${number}`, () => own.numberToLocaleString.call(number), () => number.toLocaleString("en-US"));
  }
  for (const big of [0n, 123456789n, -12345678901234567890n]) check("toLocale number", () => `${big}`, () => own.bigintToLocaleString.call(big, "de"), () => big.toLocaleString("de"));
}
if (wanted("interval")) {
  const start = Date.UTC(2007, 0, 10, 10);
  const ends = [0, 1800e3, 36e5, 4 * 36e5, 3 * 864e5, 40 * 864e5, 400 * 864e5].map((shift) => start + shift);
  const options = [{}, { month: "short", day: "numeric" }, { year: "numeric", month: "short", day: "numeric" }, { year: "numeric", month: "long", day: "numeric" }, { year: "numeric", month: "long" },
    { year: "numeric" }, { weekday: "short", month: "short", day: "numeric" }, { hour: "numeric" }, { hour: "numeric", minute: "numeric" }, { dateStyle: "medium" }, { dateStyle: "long" }, { dateStyle: "short", timeStyle: "short" },
    { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" }, { timeStyle: "medium" }];
  for (const locale of LOCALES) for (const option of options) {
    both(`interval ${locale}`, "DateTimeFormat", locale, { ...option, timeZone: T }, ends.flatMap((end) => [["formatRange", start, end], ["formatRangeToParts", start, end]]));
  }
}

// --- words ------------------------------------------------------------------------------------
if (wanted("list")) {
  const lists = [[], ["A"], ["A", "B"], ["A", "B", "C"], ["A", "B", "C", "D"], ["uno", "iglesia"], ["x", "y", "hijo"], ["x", "hielo"], ["x", "ocho"], ["x", "11"], "abc", [1]];
  for (const locale of LOCALES) for (const options of cross(["conjunction", "disjunction", "unit"].map((type) => ({ type })), ["long", "short", "narrow"].map((style) => ({ style })))) {
    both("list", "ListFormat", locale, options, lists.flatMap((list) => [["format", list], ["formatToParts", list]]));
  }
  both("list", "ListFormat", "en", null, []);
  both("list", "ListFormat", "en", { type: "x" }, []);
}
if (wanted("relative")) {
  const units = ["year", "quarter", "months", "week", "days", "hour", "minutes", "second"];
  const values = [0, -0, 1, -1, 2, -2, 3, 1.5, -1234.5, 10000, 0.5];
  for (const locale of LOCALES) for (const options of cross(["long", "short", "narrow"].map((style) => ({ style })), ["always", "auto"].map((numeric) => ({ numeric })))) {
    both("relative", "RelativeTimeFormat", locale, options, units.flatMap((unit) => values.flatMap((value) => [["format", value, unit], ["formatToParts", value, unit]])));
  }
  both("relative", "RelativeTimeFormat", "en", {}, [["format", NaN, "day"], ["format", 1, "x"], ["format", "3", "day"]]);
}
if (wanted("collator")) {
  const samples = ["a", "A", "á", "b", "a-b", "ab", "10", "9", "ä", "z", "ö", ""];
  const options = [undefined, { numeric: true }, { sensitivity: "base" }, { sensitivity: "accent" }, { sensitivity: "case" }, { caseFirst: "upper" }, { ignorePunctuation: true }, { usage: "search" }];
  for (const locale of [...LOCALES, "en-u-kn", "de-u-kn-true-kf-upper", "en-u-kn-false"]) for (const option of options) {
    both("collator", "Collator", locale, option, samples.flatMap((a) => samples.map((b) => ["compare", a, b])));
    for (const a of samples) for (const b of samples) check("collator", () => `localeCompare ${a} ${b} ${locale} ${text(option)}`, () => own.localeCompare.call(a, b, locale, option), () => a.localeCompare(b, locale, option));
  }
}
if (wanted("segmenter")) {
  const samples = ["", "Hello, world! How are you?", "👨‍👩‍👧 e\u0301 x", "a b"];
  for (const locale of MAIN) for (const granularity of ["grapheme", "word", "sentence"]) for (const sample of samples) {
    const [mine, theirs] = [ours, Intl].map((from) => new from.Segmenter(locale, { granularity }).segment(sample));
    check("segmenter", () => `${locale} ${sample}`, () => [...mine], () => [...theirs]);
    for (let index = -1; index <= sample.length; index += 1) check("segmenter", () => `${sample} ${index}`, () => mine.containing(index), () => theirs.containing(index));
  }
}
if (wanted("shape")) {
  for (const name of Object.getOwnPropertyNames(ours).filter((name) => /^[A-Z]/.test(name))) {
    const describe = (from) => {
      const { prototype } = from[name];
      const members = Object.getOwnPropertyNames(prototype).sort();
      return [from[name].name, from[name].length, members, members.map((key) => Object.getOwnPropertyDescriptor(prototype, key).enumerable), Object.prototype.toString.call(prototype), Object.getOwnPropertyNames(from[name]).sort()];
    };
    check("shape", () => name, () => describe(ours), () => describe(Intl));
    check("shape", () => `${name} supported`, () => ours[name].supportedLocalesOf(["en-US", "de", "xx"]), () => Intl[name].supportedLocalesOf(["en-US", "de", "xx"]));
    check("shape", () => `${name}()`, () => typeof ours[name](), () => typeof Intl[name]());
    check("shape", () => `${name} wrong receiver`, () => attempt(() => ours[name].prototype.resolvedOptions.call({})).slice(0, 9), () => attempt(() => Intl[name].prototype.resolvedOptions.call({})).slice(0, 9));
    class Sub extends ours[name] {}
    check("shape", () => `${name} subclass`, () => new Sub("en") instanceof Sub && new Sub("en").resolvedOptions().locale, () => "en");
  }
  check("shape", () => "tag", () => Object.prototype.toString.call(ours), () => Object.prototype.toString.call(Intl));
  check("shape", () => "currency", () => ours.supportedValuesOf("currency"), () => Intl.supportedValuesOf("currency"));
  check("shape", () => "unit", () => ours.supportedValuesOf("unit"), () => Intl.supportedValuesOf("unit"));
  check("shape", () => "x", () => ours.supportedValuesOf("x"), () => Intl.supportedValuesOf("x"));
  for (const tags of ["EN-us", ["de", "DE"], "zh-hant-tw", "en-u-kn-true", "iw", "x", [], undefined, "en-us-u-ca-gregory-hc-h23"]) {
    check("shape", () => `canonical ${tags}`, () => ours.getCanonicalLocales(tags), () => Intl.getCanonicalLocales(tags));
  }
}

let total = 0;
let failed = 0;
for (const [group, { same, explained, different }] of groups) {
  total += same + explained + different.length;
  failed += different.length;
  console.log(`${group}: ${same} agree, ${explained} explained, ${different.length} differ`);
  for (const line of different.slice(0, Number(process.env.SHOW ?? 4))) console.log(`  ${line}`);
}
console.log(`${total} comparisons, ${failed} unexplained differences`);
process.exit(failed === 0 ? 0 : 1);
