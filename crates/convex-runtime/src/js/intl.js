// The `Intl` object of ECMA-402. Every constructor is made when it is first used.
export default function install(host, web) {
  const { canonicalLocales, hidden } = web("locales");
  const Intl = {};
  Object.defineProperty(Intl, Symbol.toStringTag, { value: "Intl", configurable: true });
  const GROUPS = {
    numbers: ["NumberFormat"],
    plurals: ["PluralRules"],
    dates: ["DateTimeFormat"],
    words: ["Collator", "ListFormat", "RelativeTimeFormat", "Segmenter"],
  };
  for (const [group, names] of Object.entries(GROUPS)) {
    for (const name of names) {
      Object.defineProperty(Intl, name, {
        get() {
          const value = web(group)[name];
          hidden(Intl, name, value);
          return value;
        },
        set(value) {
          hidden(Intl, name, value);
        },
        configurable: true,
        enumerable: false,
      });
    }
  }

  hidden(Intl, "getCanonicalLocales", function getCanonicalLocales(locales) {
    return canonicalLocales(locales);
  });
  const VALUES = {
    calendar: () => ["gregory"],
    collation: () => [],
    currency: () => web("currencies").codes(),
    numberingSystem: () => ["latn"],
    timeZone: () => [...host.zones()],
    unit: () => web("units").simple(),
  };
  hidden(Intl, "supportedValuesOf", function supportedValuesOf(key) {
    const name = String(key);
    if (!Object.hasOwn(VALUES, name)) throw new RangeError(`Invalid key : ${name}`);
    return VALUES[name]();
  });
  return { Intl };
}
