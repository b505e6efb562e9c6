// The locales that Intl supports, how a request becomes one of them, and what the constructors of Intl share.
export default function install() {
  const { defineProperty } = Object;
  const DEFAULT = "en-US";
  /**
   * What a locale's numbers and lists look like. In layouts `-` is the sign. The compact forms are by powers of ten: `10,9!x` is what
   * follows a number of at least 10^10 that was divided by 10^9, `one/other` or `=whole/other`. The words of lists are those for long,
   * short and narrow, `two|more`.
   */
  const ENGLISH = {
    decimal: ".", group: ",", minus: "-", exponent: "E", approximately: "~", percent: "-#%", currency: "-¤#", accounting: "(¤#)",
    least: 1, dash: "–", plural: "one", compactShort: "3!K|6!M|9!B|12!T",
    compactLong: "3! thousand|6! million|9! billion|12! trillion",
    and: " and |, and / & |, & /, ", or: " or |, or ", unit: ", /, / ",
  };
  const BRITISH = { ...ENGLISH, and: " and / and /, ", or: " or " };
  const CONTINENTAL = { ...ENGLISH, decimal: ",", group: ".", percent: "-#\u00a0%", currency: "-#\u00a0¤", accounting: "", plural: "one" };
  const LATIN = { ...CONTINENTAL, plural: "many", percent: "-#%" };
  const DATA = {
    "en-US": ENGLISH,
    "en-GB": { ...BRITISH, compactShort: "3!k|6!m|9!bn|12!tn" },
    "en-AU": { ...BRITISH, exponent: "e" },
    "en-CA": BRITISH,
    "en-IN": {
      ...BRITISH, isIndian: true, and: " and / and /, |, and ", compactShort: "3!K|5!L|7!Cr|10!KCr|12!LCr",
      compactLong: "3! thousand|5!\u202flakh|7!\u202fcrore|12!\u202flakh\u202fcrore",
    },
    de: {
      ...CONTINENTAL, approximately: "≈", and: " und / und / und ", or: " oder ", unit: ", | und /, | und /, | und ",
      compactShort: "6!\u00a0Mio.|9!\u00a0Mrd.|12!\u00a0Bio.",
      compactLong: "3! Tausend|6! Million/ Millionen|9! Milliarde/ Milliarden|12! Billion/ Billionen",
    },
    fr: {
      ...LATIN, group: "\u202f", approximately: "≃", percent: "-#\u00a0%", accounting: "(#\u00a0¤)", plural: "french", and: " et / et /, ",
      or: " ou ", unit: " et / et / ", compactShort: "3!\u00a0k|6!\u00a0M|9!\u00a0Md|12!\u00a0Bn",
      compactLong: "3!=mille/ millier/ mille|6! million/ millions|9! milliard/ milliards|12! billion/ billions",
    },
    es: {
      ...LATIN, percent: "-#\u00a0%", least: 2, dash: "-", and: " y / y / y ", or: " o ", unit: " y / y |, / ",
      compactShort: "3!\u00a0mil|6!\u00a0M|10,9!\u00a0mil\u00a0M|12!\u00a0B",
      compactLong: "3! mil|6! millón/ millones|9! mil millones|12! billón/ billones",
    },
    it: {
      ...LATIN, least: 2, dash: "-", plural: "italian", and: " e / e / e ", or: " o ", unit: " e / e / ",
      compactShort: "3!K|6!\u00a0Mln|9!\u00a0Mld|12!\u00a0Bln",
      compactLong: "3!=mille/ mila|6! milione/ milioni|9! miliardo/ miliardi|12! mille miliardi/ mila miliardi",
    },
    "pt-BR": {
      ...LATIN, currency: "-¤\u00a0#", plural: "portuguese", and: " e / e /, ", or: " ou ", unit: " e / e / ",
      compactShort: "3!\u00a0mil|6!\u00a0mi|9!\u00a0bi|12!\u00a0tri",
      compactLong: "3! mil|6! milhão/ milhões|9! bilhão/ bilhões|12! trilhão/ trilhões",
    },
    nl: {
      ...CONTINENTAL, percent: "-#%", currency: "¤\u00a0-#", accounting: "(¤\u00a0#)", dash: "-", and: " en / & /, ", or: " of ",
      unit: " en /, /, ", compactShort: "3!K|6!\u00a0mln.|9!\u00a0mld.|12!\u00a0bln.",
      compactLong: "3! duizend|6! miljoen|9! miljard|12! biljoen",
    },
    sv: {
      ...CONTINENTAL, group: "\u00a0", minus: "−", exponent: "×10^", plural: "swedish",
      and: " och / och /, ", or: " eller ", unit: ", /, / ",
      compactShort: "3!\u00a0tn|6!\u00a0mn|9!\u00a0md|12!\u00a0bn",
      compactLong: "3! tusen|6! miljon/ miljoner|9! miljard/ miljarder|12! biljon/ biljoner",
    },
  };
  /** Further tags that the data of another is for. */
  const ALIASES = {
    en: "en-US", "de-DE": "de", "fr-FR": "fr", "es-ES": "es", "it-IT": "it", pt: "pt-BR", "nl-NL": "nl", "sv-SE": "sv",
  };
  const keyOf = (tag) => (tag in DATA ? tag : ALIASES[tag]);

  // --- tags -----------------------------------------------------------------------------------
  const SHAPE = new RegExp(
    "^(?:[a-z]{2,3}|[a-z]{5,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\\d{3}))?" +
      "(?:-(?:[a-z\\d]{5,8}|\\d[a-z\\d]{3}))*" +
      "(?:-[a-wyz\\d](?:-[a-z\\d]{2,8})+)*(?:-x(?:-[a-z\\d]{1,8})+)?$",
    "i",
  );
  const FIRST_EXTENSION = /-[a-z\d]-/;
  const OLD = { iw: "he", in: "id", ji: "yi", jw: "jv", mo: "ro", sh: "sr-Latn" };
  const canonicalize = (tag) => {
    if (!SHAPE.test(tag)) throw new RangeError("Incorrect locale information provided");
    const lower = tag.toLowerCase();
    const at = lower.search(FIRST_EXTENSION);
    const [language, ...parts] = (at < 0 ? lower : lower.slice(0, at)).split("-");
    const main = parts.map((part, index) => {
      if (/^[a-z]{4}$/.test(part) && index === 0) return part[0].toUpperCase() + part.slice(1);
      return /^[a-z]{2}$/.test(part) ? part.toUpperCase() : part;
    });
    const extensions = at < 0 ? "" : lower.slice(at).replace(/(-[a-z\d]{2})-(?:true|yes)(?=-|$)/g, "$1");
    return [OLD[language] ?? language, ...main].join("-") + extensions;
  };
  /** CanonicalizeLocaleList of ECMA-402. */
  const canonicalLocales = (locales) => {
    if (locales === undefined) return [];
    if (locales === null) throw new TypeError("Cannot convert undefined or null to object");
    const list = typeof locales === "string" ? [locales] : Array.from(Object(locales));
    const tags = list.map((tag) => {
      if (typeof tag !== "string" && (typeof tag !== "object" || tag === null)) {
        throw new TypeError("Language ID should be string or object.");
      }
      return canonicalize(String(tag));
    });
    return [...new Set(tags)];
  };
  const withoutExtensions = (tag) => {
    const at = tag.search(FIRST_EXTENSION);
    return at < 0 ? tag : tag.slice(0, at);
  };
  /** The longest start of a tag that is supported, or undefined. */
  const supported = (tag) => {
    for (let own = withoutExtensions(tag); own !== ""; own = own.slice(0, Math.max(0, own.lastIndexOf("-")))) {
      if (keyOf(own) !== undefined) return own;
    }
    return undefined;
  };
  const keywordsOf = (tag) => {
    const found = {};
    const match = /-u((?:-[a-z\d]{2,8})+)/.exec(tag);
    for (const [, key, value] of match?.[1].matchAll(/-([a-z\d]{2})(?=-|$)((?:-[a-z\d]{3,8})*)/g) ?? []) found[key] ??= value.slice(1);
    return found;
  };
  /**
   * ResolveLocale: `known` says which values a keyword may have, `asked` which ones the options demand. Gives the locale to show,
   * the key of its data, and the values in force that came from the tag or the options.
   */
  const resolve = (locales, known = {}, asked = {}) => {
    const tags = canonicalLocales(locales);
    const requested = tags.find((tag) => supported(tag) !== undefined) ?? DEFAULT;
    const tag = supported(requested);
    const keywords = keywordsOf(requested);
    const values = {};
    let shown = "";
    for (const key of Object.keys(known).sort()) {
      const isKnown = keywords[key] !== undefined && known[key].includes(keywords[key]);
      if (isKnown) values[key] = keywords[key];
      const isReplaced = asked[key] !== undefined && known[key].includes(asked[key]) && asked[key] !== values[key];
      if (isReplaced) values[key] = asked[key];
      else if (isKnown && asked[key] !== null) shown += `-${key}${keywords[key] === "" ? "" : `-${keywords[key]}`}`;
    }
    return { locale: shown === "" ? tag : `${tag}-u${shown}`, key: keyOf(tag), values };
  };

  // --- options --------------------------------------------------------------------------------
  /** GetOption for a string that is one of the values, if there are any. */
  const option = (options, name, values, fallback, service) => {
    const value = options[name];
    if (value === undefined) return fallback;
    const text = String(value);
    if (values !== undefined && !values.includes(text)) {
      throw new RangeError(`Value ${text} out of range for Intl.${service} options property ${name}`);
    }
    return text;
  };
  const flag = (options, name) => (options[name] === undefined ? undefined : Boolean(options[name]));
  const integer = (value, least, most, name, fallback) => {
    if (value === undefined) return fallback;
    const number = Number(value);
    if (!(number >= least && number <= most)) throw new RangeError(`${name} value is out of range.`);
    return Math.floor(number);
  };
  const optionsOf = (options, service) => {
    if (options === undefined) return { __proto__: null };
    if (options === null) {
      const isDate = service === "DateTimeFormat";
      throw new TypeError(isDate ? "Cannot convert undefined or null to object" : `Intl.${service} called on null or undefined`);
    }
    return Object(options);
  };
  const newOptionsOf = (options) => {
    if (options === undefined) return { __proto__: null };
    if (options === null || (typeof options !== "object" && typeof options !== "function")) throw new TypeError("invalid_argument");
    return options;
  };
  const numbering = (options) => {
    const value = option(options, "numberingSystem");
    if (value !== undefined && !/^[a-z\d]{3,8}(-[a-z\d]{3,8})*$/i.test(value)) throw new RangeError(`Invalid numberingSystem : ${value}`);
    return value?.toLowerCase();
  };

  const hidden = (target, name, value) => defineProperty(target, name, { value, writable: true, configurable: true });
  /**
   * Makes a constructor of Intl. `create(locales, options)` gives the state of an object; `methods` and `getters` get it
   * as their first argument; what a getter gives is made once for each object.
   */
  const service = (name, create, { methods = {}, getters = {}, isCallable = false }) => {
    const states = new WeakMap();
    const stateOf = (self, method) => {
      const state = states.get(self);
      if (state !== undefined) return state;
      throw new TypeError(`Method Intl.${name}.prototype.${method} called on incompatible receiver ${String(self)}`);
    };
    function Service(locales, options) {
      if (new.target === undefined) {
        if (!isCallable) throw new TypeError(`Constructor Intl.${name} requires 'new'`);
        return new Service(locales, options);
      }
      states.set(this, create(locales, options));
      return this;
    }
    hidden(Service, "name", name);
    defineProperty(Service, "name", { value: name, writable: false, configurable: true });
    defineProperty(Service, "length", { value: 0, configurable: true });
    defineProperty(Service, "prototype", { writable: false });
    const { prototype } = Service;
    for (const [method, run] of Object.entries(methods)) {
      const own = { [method](...args) { return run(stateOf(this, method), ...args); } }[method];
      defineProperty(own, "length", { value: run.length - 1, configurable: true });
      hidden(prototype, method, own);
    }
    for (const [getter, make] of Object.entries(getters)) {
      const cache = new WeakMap();
      const get = function () {
        const state = stateOf(this, getter);
        if (!cache.has(state)) {
          const bound = make(state);
          hidden(bound, "name", "");
          cache.set(state, bound);
        }
        return cache.get(state);
      };
      defineProperty(prototype, getter, { get, configurable: true });
    }
    defineProperty(prototype, Symbol.toStringTag, { value: `Intl.${name}`, configurable: true });
    const supportedLocalesOf = (locales, options) => {
      if (options !== undefined) option(optionsOf(options, name), "localeMatcher", ["lookup", "best fit"], undefined, name);
      return canonicalLocales(locales).filter((tag) => supported(tag) !== undefined);
    };
    hidden(Service, "supportedLocalesOf", supportedLocalesOf);
    return { Service, create, stateOf };
  };
  /** Remembers what a function gives for locales without options, which is asked for again and again. */
  const remembered = (create) => {
    const known = new Map();
    return (locales, options) => {
      if (options !== undefined || (locales !== undefined && typeof locales !== "string")) return create(locales, options);
      if (!known.has(locales)) known.set(locales, create(locales, undefined));
      return known.get(locales);
    };
  };
  const join = (parts) => {
    let text = "";
    for (const part of parts) text += part.value;
    return text;
  };
  const dataFor = (key) => DATA[key];
  return {
    canonicalLocales, dataFor, flag, hidden, integer, join, newOptionsOf, numbering, option, optionsOf, remembered, resolve, service,
  };
}
