// Intl.PluralRules: the categories of numbers in the languages that are supported.
export default function install(host, web) {
  const { dataFor, option, optionsOf, resolve, service } = web("locales");
  const { SHOWN, decimalOf, digitOptions, ofNumber, pick, round, split } = web("decimals");

  const isOneWord = ([whole, fraction]) => whole === "1" && fraction === "";
  const isMillions = ([whole, fraction], exponent) =>
    fraction === "" && (exponent === 0 ? /[1-9]/.test(whole) && /0{6}$/.test(whole) : exponent > 5);
  const CARDINAL = {
    one: (digits) => (isOneWord(digits) ? "one" : "other"),
    many: (digits, exponent) => {
      if (digits[0] === "1" && /^0*$/.test(digits[1])) return "one";
      return isMillions(digits, exponent) ? "many" : "other";
    },
    italian: (digits, exponent) => (isOneWord(digits) ? "one" : isMillions(digits, exponent) ? "many" : "other"),
    french: (digits, exponent) => (/^[01]$/.test(digits[0]) ? "one" : isMillions(digits, exponent) ? "many" : "other"),
  };
  CARDINAL.portuguese = CARDINAL.french;
  CARDINAL.swedish = CARDINAL.one;
  const ORDINAL = {
    en: (n) => ({ 1: "one", 2: "two", 3: "few" })[n % 100 > 10 && n % 100 < 14 ? 0 : n % 10] ?? "other",
    fr: (n) => (n === 1 ? "one" : "other"),
    it: (n) => ([8, 11, 80, 800].includes(n) ? "many" : "other"),
    sv: (n) => ((n % 10 === 1 || n % 10 === 2) && n % 100 !== 11 && n % 100 !== 12 ? "one" : "other"),
  };
  /** The plural category of a rounded decimal that was divided by a power of ten. */
  const pluralOf = ({ data }, decimal, leastFraction, exponent) =>
    decimal.special === undefined ? CARDINAL[data.plural](split(decimal, 1, leastFraction), exponent) : "other";
  const CATEGORIES = { en: ["few", "one", "two", "other"], fr: ["one", "other"], it: ["many", "other"], sv: ["one", "other"] };
  const languageOf = ({ key }) => key.slice(0, 2);
  const selectDecimal = (state, decimal) => {
    if (decimal.special !== undefined) return "other";
    const [rounded, leastFraction] = round(decimal, state.digits);
    if (state.type === "cardinal") return pluralOf(state, rounded, leastFraction, 0);
    const [whole, fraction] = split(rounded, 1, leastFraction);
    return /[1-9]/.test(fraction) ? "other" : ORDINAL[languageOf(state)]?.(Number(whole)) ?? "other";
  };
  const createPluralRules = (locales, given) => {
    const options = optionsOf(given, "PluralRules");
    option(options, "localeMatcher", ["lookup", "best fit"], "best fit", "PluralRules");
    const { locale, key } = resolve(locales);
    const type = option(options, "type", ["cardinal", "ordinal"], "cardinal", "PluralRules");
    return { locale, key, data: dataFor(key), type, digits: digitOptions(options, 0, 3, false, "PluralRules") };
  };
  const categoriesOf = (state) => {
    if (state.type === "ordinal") return CATEGORIES[languageOf(state)] ?? ["other"];
    return ["many", "italian", "french", "portuguese"].includes(state.data.plural) ? ["many", "one", "other"] : ["one", "other"];
  };

  const { Service: PluralRules } = service("PluralRules", createPluralRules, {
    methods: {
      resolvedOptions: (state) => ({
        locale: languageOf(state), type: state.type, ...pick(state.digits, SHOWN), pluralCategories: categoriesOf(state),
      }),
      select: (state, value) => selectDecimal(state, ofNumber(Number(value))),
      selectRange: (state, start, end) => {
        if (start === undefined || end === undefined) throw new TypeError(`Invalid ${start === undefined ? "start" : "end"} : undefined`);
        const [first, last] = [start, end].map((value) => decimalOf(Number(value)));
        if (first.special === "nan" || last.special === "nan") throw new RangeError("Invalid range: NaN");
        const category = selectDecimal(state, last);
        return state.type === "ordinal" || ["en", "es", "sv"].includes(languageOf(state)) ? "other" : category;
      },
    },
  });
  return { PluralRules, createPluralRules, pluralOf, selectDecimal };
}
