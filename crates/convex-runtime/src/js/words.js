// Intl.ListFormat, Intl.RelativeTimeFormat, Intl.Collator, Intl.Segmenter and String's localeCompare.
export default function install(host, web) {
  const { dataFor, flag, join, newOptionsOf, numbering, option, optionsOf, remembered, resolve, service } = web("locales");
  const MATCHERS = ["lookup", "best fit"];
  const WIDTHS = ["long", "short", "narrow"];

  // --- lists ----------------------------------------------------------------------------------
  const createListFormat = (locales, given) => {
    const options = newOptionsOf(given);
    const { locale, key } = resolve(locales);
    option(options, "localeMatcher", MATCHERS, "best fit", "ListFormat");
    const type = option(options, "type", ["conjunction", "disjunction", "unit"], "conjunction", "ListFormat");
    const style = option(options, "style", WIDTHS, "long", "ListFormat");
    return { locale, key, type, style };
  };
  const SOURCES = { conjunction: "and", disjunction: "or", unit: "unit" };
  /** The words of a list: between two, between the last two of more, and between others. */
  const wordsOf = ({ key, type, style }) => {
    const styles = dataFor(key)[SOURCES[type]].split("/");
    const [two, last = two] = (styles[WIDTHS.indexOf(style)] ?? styles.at(-1)).split("|");
    return [two, last, two === " " ? " " : ", "];
  };
  /** In Spanish `y` and `o` change before their own sound. */
  const spanish = (word, next) => {
    if (word === " y " && /^(?:i|hi(?!e|a))/i.test(next)) return " e ";
    return word === " o " && /^(?:o|ho|8|11(?:\D|$))/i.test(next) ? " u " : word;
  };
  const listParts = (state, iterable) => {
    const items = [];
    for (const item of iterable ?? []) {
      if (typeof item !== "string") throw new TypeError(`Iterable yielded ${String(item)} which is not a string`);
      items.push(item);
    }
    const [two, last, other] = wordsOf(state);
    const parts = [];
    items.forEach((value, index) => {
      if (index > 0) {
        const word = items.length === 2 ? two : index === items.length - 1 ? last : other;
        parts.push({ type: "literal", value: state.key === "es" ? spanish(word, value) : word });
      }
      parts.push({ type: "element", value });
    });
    return parts;
  };
  const { Service: ListFormat } = service("ListFormat", createListFormat, {
    methods: {
      resolvedOptions: ({ locale, type, style }) => ({ locale, type, style }),
      format: (state, list) => join(listParts(state, list)),
      formatToParts: (state, list) => listParts(state, list),
    },
  });

  // --- relative times -------------------------------------------------------------------------
  const createRelative = (locales, given) => {
    const options = optionsOf(given, "RelativeTimeFormat");
    option(options, "localeMatcher", MATCHERS, "best fit", "RelativeTimeFormat");
    const { locale, key } = resolve(locales, { nu: ["latn"] }, { nu: numbering(options) });
    const style = option(options, "style", WIDTHS, "long", "RelativeTimeFormat");
    const numeric = option(options, "numeric", ["always", "auto"], "always", "RelativeTimeFormat");
    const numbers = web("numbers").createNumberFormat(locale);
    return { locale, key, style, numeric, numbers, plurals: web("plurals").createPluralRules(locale) };
  };
  const unitOf = (unit) => {
    const text = String(unit);
    const singular = text.endsWith("s") ? text.slice(0, -1) : text;
    if (web("phrases").UNITS.includes(singular)) return singular;
    throw new RangeError(`Invalid unit argument for Intl.RelativeTimeFormat.prototype.format() '${text}'`);
  };
  const relativeParts = (state, value, unitName) => {
    const number = Number(value);
    const unit = unitOf(unitName);
    if (!Number.isFinite(number)) throw new RangeError("Value need to be finite number for Intl.RelativeTimeFormat.prototype.format()");
    const { future, past, words } = web("phrases").phrases(state.key, state.style, unit);
    const word = state.numeric === "auto" ? words[number] : undefined;
    if (word !== undefined) return [{ type: "literal", value: word }];
    const decimal = web("decimals").decimalOf(Math.abs(number));
    const [one, other = one] = number < 0 || Object.is(number, -0) ? past : future;
    const [before, after] = (web("plurals").selectDecimal(state.plurals, decimal) === "one" ? one : other).split("#");
    const literal = (text) => (text === "" ? [] : [{ type: "literal", value: text }]);
    if (after === undefined) return literal(before);
    return [...literal(before), ...web("numbers").partsOf(state.numbers, decimal).map((part) => ({ ...part, unit })), ...literal(after)];
  };
  const { Service: RelativeTimeFormat } = service("RelativeTimeFormat", createRelative, {
    methods: {
      resolvedOptions: ({ locale, style, numeric }) => ({ locale, style, numeric, numberingSystem: "latn" }),
      format: (state, value, unit) => join(relativeParts(state, value, unit)),
      formatToParts: (state, value, unit) => relativeParts(state, value, unit),
    },
  });

  // --- order ----------------------------------------------------------------------------------
  const STRENGTHS = { base: [1, false], accent: [2, false], case: [1, true], variant: [3, false] };
  const createCollator = (locales, given) => {
    const options = optionsOf(given, "Collator");
    const usage = option(options, "usage", ["sort", "search"], "sort", "Collator");
    option(options, "localeMatcher", MATCHERS, "best fit", "Collator");
    const collation = option(options, "collation");
    const isType = collation === undefined || /^[a-z\d]{3,8}(-[a-z\d]{3,8})*$/i.test(collation);
    if (!isType) throw new RangeError(`Invalid collation : ${collation}`);
    const kn = flag(options, "numeric");
    const kf = option(options, "caseFirst", ["upper", "lower", "false"], undefined, "Collator");
    const known = { kf: ["upper", "lower", "false"], kn: ["", "false"] };
    const { locale, key, values } = resolve(locales, known, { kf, kn: kn === undefined ? undefined : kn ? "" : "false" });
    const numeric = values.kn === "";
    const caseFirst = values.kf ?? "false";
    const sensitivity = option(options, "sensitivity", Object.keys(STRENGTHS), "variant", "Collator");
    const ignorePunctuation = flag(options, "ignorePunctuation") ?? false;
    const [strength, caseLevel] = STRENGTHS[sensitivity];
    const asked = JSON.stringify({ strength, caseLevel, numeric, caseFirst, ignorePunctuation });
    const shown = { locale: ofOrder(locale), usage, sensitivity, ignorePunctuation, collation: "default", numeric, caseFirst };
    return { locale, key, asked, shown };
  };
  /** The locale whose order is in force: regions other than that of en-US have none of their own. */
  const ofOrder = (locale) => locale.replace(/^(?!en-US)([a-z]+)-[A-Z]{2}/, "$1");
  /** Texts as the host can take them. */
  const wellFormed = (text) => String(text).toWellFormed();
  const compare = (state, a, b) => host.compare(state.key, wellFormed(a), wellFormed(b), state.asked);
  const { Service: Collator } = service("Collator", remembered(createCollator), {
    isCallable: true,
    methods: { resolvedOptions: ({ shown }) => ({ ...shown }) },
    getters: { compare: (state) => (a, b) => compare(state, a, b) },
  });
  const collatorFor = remembered(createCollator);
  const localeCompare = { localeCompare(that, locales, options) {
    if (this === undefined || this === null) throw new TypeError("String.prototype.localeCompare called on null or undefined");
    const [a, b] = [String(this), String(that)];
    return compare(collatorFor(locales, options), a, b);
  } }.localeCompare;
  Object.defineProperty(localeCompare, "length", { value: 1, configurable: true });

  // --- segments -------------------------------------------------------------------------------
  const createSegmenter = (locales, given) => {
    const options = newOptionsOf(given);
    option(options, "localeMatcher", MATCHERS, "best fit", "Segmenter");
    const { locale, key } = resolve(locales);
    const granularity = option(options, "granularity", ["grapheme", "word", "sentence"], "grapheme", "Segmenter");
    return { locale, key, granularity };
  };
  const describe = ({ granularity, input, marks }, at) => {
    const index = marks[at];
    const found = { segment: input.slice(index, marks[at + 2] ?? input.length), index, input };
    if (granularity === "word") found.isWordLike = marks[at + 1] === 1;
    return found;
  };
  /** The place in the marks of the segment that has an index. */
  const search = (marks, index) => {
    let low = 0;
    let high = marks.length / 2 - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (marks[middle * 2] <= index) low = middle;
      else high = middle - 1;
    }
    return low * 2;
  };
  const iterators = new WeakMap();
  const IteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
  const SegmentIterator = Object.create(IteratorPrototype, {
    next: {
      value: function next() {
        const state = iterators.get(this);
        if (state === undefined) throw new TypeError("Method %SegmentIterator.prototype%.next called on incompatible receiver");
        if (state.at >= state.segments.marks.length) return { value: undefined, done: true };
        const value = describe(state.segments, state.at);
        state.at += 2;
        return { value, done: false };
      },
      writable: true,
      configurable: true,
    },
    [Symbol.toStringTag]: { value: "Segmenter String Iterator", configurable: true },
  });
  class Segments {
    #state;
    constructor({ key, granularity }, input) {
      this.#state = { granularity, input, marks: input === "" ? [] : host.segments(key, granularity, wellFormed(input)) };
    }
    containing(index) {
      const at = Math.trunc(Number(index)) || 0;
      const { input, marks } = this.#state;
      return at < 0 || at >= input.length ? undefined : describe(this.#state, search(marks, at));
    }
    [Symbol.iterator]() {
      const iterator = Object.create(SegmentIterator);
      iterators.set(iterator, { segments: this.#state, at: 0 });
      return iterator;
    }
  }
  // The prototype of segments has no constructor.
  delete Segments.prototype.constructor;
  const { Service: Segmenter } = service("Segmenter", createSegmenter, {
    methods: {
      resolvedOptions: ({ locale, granularity }) => ({ locale, granularity }),
      segment: (state, text) => new Segments(state, String(text)),
    },
  });
  return { Collator, ListFormat, RelativeTimeFormat, Segmenter, localeCompare };
}
