// Intl.NumberFormat and the toLocaleString of numbers. Not as in Node: currencies beyond the usual ones have their code for a name except
// in English, compound units follow one rule in each language, and Dutch compact amounts have their sign in front.
export default function install(host, web) {
  const { dataFor, join, numbering, option, optionsOf, remembered, resolve, service } = web("locales");
  const { ROUNDING, SHOWN, decimalOf, digitOptions, pick, round, split } = web("decimals");
  const { pluralOf } = web("plurals");

  // --- options --------------------------------------------------------------------------------

  const groupingOf = (options, isCompact) => {
    const standard = isCompact ? "min2" : "auto";
    const value = options.useGrouping;
    if (value === undefined || value === "true" || value === "false") return standard;
    if (value === true) return "always";
    if (!value) return false;
    return option(options, "useGrouping", ["min2", "auto", "always"], standard, "NumberFormat");
  };
  const unitOptions = (options, state) => {
    const name = "NumberFormat";
    state.style = option(options, "style", ["decimal", "percent", "currency", "unit"], "decimal", name);
    const currency = option(options, "currency");
    if (currency === undefined && state.style === "currency") throw new TypeError("Currency code is required with currency style.");
    if (currency !== undefined && !/^[a-z]{3}$/i.test(currency)) throw new RangeError(`Invalid currency code : ${currency}`);
    const currencyDisplay = option(options, "currencyDisplay", ["code", "symbol", "narrowSymbol", "name"], "symbol", name);
    const currencySign = option(options, "currencySign", ["standard", "accounting"], "standard", name);
    const unit = option(options, "unit");
    const isMissing = unit === undefined && state.style === "unit";
    if (isMissing) throw new TypeError("Invalid unit argument for Intl.NumberFormat() ''");
    if (unit !== undefined && !web("units").isUnit(unit)) throw new RangeError(`Invalid unit argument for Intl.NumberFormat() '${unit}'`);
    const unitDisplay = option(options, "unitDisplay", ["short", "narrow", "long"], "short", name);
    if (state.style === "currency") Object.assign(state, { currency: currency.toUpperCase(), currencyDisplay, currencySign });
    if (state.style === "unit") Object.assign(state, { unit, unitDisplay });
  };
  const createNumberFormat = (locales, given) => {
    const options = optionsOf(given, "NumberFormat");
    option(options, "localeMatcher", ["lookup", "best fit"], "best fit", "NumberFormat");
    const { locale, key } = resolve(locales, { nu: ["latn"] }, { nu: numbering(options) });
    const state = { locale, key, data: dataFor(key) };
    unitOptions(options, state);
    state.notation = option(options, "notation", ["standard", "scientific", "engineering", "compact"], "standard", "NumberFormat");
    const isCompact = state.notation === "compact";
    const isMoney = state.style === "currency" && state.notation === "standard";
    const decimals = isMoney ? web("currencies").decimals(state.currency) : 0;
    const most = isMoney ? decimals : state.style === "percent" ? 0 : 3;
    state.digits = digitOptions(options, decimals, most, isCompact, "NumberFormat");
    state.compactDisplay = option(options, "compactDisplay", ["short", "long"], "short", "NumberFormat");
    state.useGrouping = groupingOf(options, isCompact);
    state.signDisplay = option(options, "signDisplay", ["auto", "never", "always", "exceptZero", "negative"], "auto", "NumberFormat");
    return state;
  };

  // --- formatting -----------------------------------------------------------------------------
  const piece = (type, value) => ({ type, value });
  const grouped = (whole, { data, useGrouping, notation, currencySign }) => {
    const least = useGrouping === "min2" ? 2 : useGrouping === "always" ? 1 : data.least;
    const isPlain = useGrouping === false || notation === "scientific" || notation === "engineering" || whole.length < 3 + least;
    if (isPlain) return [whole];
    const groups = [whole.slice(-3)];
    const size = data.isIndian && currencySign !== "accounting" ? 2 : 3;
    for (let end = whole.length - 3; end > 0; end -= size) groups.unshift(whole.slice(Math.max(0, end - size), end));
    return groups;
  };
  const digitParts = (state, decimal, leastFraction) => {
    if (decimal.special !== undefined) return [piece(decimal.special, decimal.special === "nan" ? "NaN" : "∞")];
    const [whole, fraction] = split(decimal, state.digits.minimumIntegerDigits, leastFraction);
    const parts = [];
    for (const group of grouped(whole, state)) {
      if (parts.length > 0) parts.push(piece("group", state.data.group));
      parts.push(piece("integer", group));
    }
    if (fraction !== "") parts.push(piece("decimal", state.data.decimal), piece("fraction", fraction));
    return parts;
  };
  const shift = (decimal, places) => (decimal.digits === "" ? decimal : { ...decimal, point: decimal.point + places });
  const compactRules = remembered((text) =>
    text.split("|").map((rule) => {
      const [, from, by, words] = /^(\d+)(?:,(\d+))?!(.*)$/.exec(rule);
      const forms = words.split("/");
      const whole = words[0] === "=" ? forms.shift().slice(1) : undefined;
      return { from: Number(from), by: Number(by ?? from), whole, one: forms[0], other: forms.at(-1) };
    }),
  );
  const EXPONENTS = { scientific: (magnitude) => magnitude, engineering: (magnitude) => Math.floor(magnitude / 3) * 3 };
  /** Divides for the notation: the decimal rounded, its least digits after the point, and what follows it. */
  const scaled = (state, decimal) => {
    const { notation, digits } = state;
    if (decimal.special !== undefined) return [decimal, 0];
    if (notation === "standard") return round(decimal, digits);
    const exponentOf = notation === "compact" ? compactExponent(state) : EXPONENTS[notation];
    const magnitude = decimal.digits === "" ? 0 : decimal.point - 1;
    let exponent = exponentOf(magnitude);
    let result = round(shift(decimal, -exponent), digits);
    const reached = result[0].digits === "" ? magnitude : result[0].point - 1 + exponent;
    // Rounding may have made it longer: 999,999 is 1M.
    if (reached > magnitude && exponentOf(reached) !== exponent) {
      exponent = exponentOf(reached);
      result = round(shift(decimal, -exponent), digits);
    }
    return [...result, exponent, Math.max(reached, magnitude)];
  };
  const ruleFor = (state, magnitude) =>
    compactRules(state.compactDisplay === "long" && state.style !== "currency" ? state.data.compactLong : state.data.compactShort)
      .findLast(({ from }) => magnitude >= from);
  const compactExponent = (state) => (magnitude) => ruleFor(state, magnitude)?.by ?? 0;
  const exponentParts = ({ data }, exponent) => [
    piece("exponentSeparator", data.exponent),
    ...(exponent < 0 ? [piece("exponentMinusSign", data.minus)] : []),
    piece("exponentInteger", String(Math.abs(exponent))),
  ];
  const compactParts = (words) => {
    const [, space, word] = /^(\s*)(.*)$/.exec(words);
    return [...(space === "" ? [] : [piece("literal", space)]), ...(word === "" ? [] : [piece("compact", word)])];
  };
  /** The digits with what the notation adds, the rounded decimal and the category of its plural. */
  const numberParts = (state, decimal) => {
    const [rounded, leastFraction, exponent = 0, magnitude = 0] = scaled(state, decimal);
    const parts = digitParts(state, rounded, leastFraction);
    const isUsed = state.style !== "decimal" || state.notation === "compact";
    const category = isUsed ? pluralOf(state, rounded, leastFraction, exponent) : "other";
    if (rounded.special !== undefined || state.notation === "standard") return [parts, rounded, category];
    if (state.notation !== "compact") return [[...parts, ...exponentParts(state, exponent)], rounded, category];
    const rule = ruleFor(state, magnitude);
    if (rule === undefined) return [parts, rounded, category];
    const isOne = pluralOf(state, rounded, leastFraction, 0) === "one";
    const isWhole = rule.whole !== undefined && rounded.digits === "1" && rounded.point === 1 && leastFraction === 0;
    if (isWhole) return [[piece("compact", rule.whole)], rounded, category];
    return [[...parts, ...compactParts(isOne ? rule.one : rule.other)], rounded, category];
  };
  const signOf = (state, decimal) => {
    const isZero = decimal.digits === "" && decimal.special !== "infinity";
    const isNegative = decimal.isNegative && decimal.special !== "nan";
    switch (state.signDisplay) {
      case "never": return "";
      case "always": return isNegative ? "-" : "+";
      case "exceptZero": return isZero ? "" : isNegative ? "-" : "+";
      case "negative": return isNegative && !isZero ? "-" : "";
      default: return isNegative ? "-" : "";
    }
  };
  /** What stands around the number: `-` for the sign, `#` the number, `¤` the currency or unit. */
  const layoutOf = (state, category, sign, isDigits) => {
    const { data } = state;
    if (state.style === "percent") return [data.percent, "%", "percentSign"];
    if (state.style === "unit") return [...web("units").layout(state.key, state.unit, state.unitDisplay, category), "unit"];
    if (state.style !== "currency") return ["-#"];
    const { symbol, words } = web("currencies");
    if (state.currencyDisplay === "name") return ["-# ¤", words(state.key, state.currency, category), "currency"];
    const isBracketed = sign === "-" && state.currencySign === "accounting" && data.accounting !== "";
    // In Dutch the sign is after the symbol, but not in the layouts of these.
    const isSignFirst = state.key === "nl" && (state.notation === "compact" || state.currencySign === "accounting");
    const layout = isBracketed ? data.accounting : isSignFirst ? "-¤\u00a0#" : data.currency;
    const text = symbol(state.key, state.currency, state.currencyDisplay);
    // Letters keep their distance from digits.
    return [isDigits && /[^\p{S}]$/u.test(text) ? layout.replace(/¤(?=[-#])/, "¤\u00a0") : layout, text, "currency"];
  };
  const SIGNS = { "-": "minusSign", "+": "plusSign" };
  const signParts = ({ data }, sign) => (sign === "" ? [] : [piece(SIGNS[sign], sign === "-" ? data.minus : sign)]);
  const layoutTokens = remembered((layout) => layout.match(/[-#¤%()]|[^-#¤%()]+/g));
  const partsOf = (state, value) => {
    const decimal = state.style === "percent" && value.special === undefined ? shift(value, 2) : value;
    const [number, rounded, category] = numberParts(state, decimal);
    const sign = signOf(state, rounded);
    const [layout, text, type] = layoutOf(state, category, sign, rounded.special === undefined);
    const parts = [];
    for (const token of layoutTokens(layout)) {
      if (token === "#") parts.push(...number);
      else if (token === "-") parts.push(...signParts(state, sign));
      else if (token === "¤" || token === "%") parts.push(piece(type, text));
      else parts.push(piece("literal", token));
    }
    return parts;
  };
  const format = (state, value) => join(partsOf(state, decimalOf(value)));

  // --- ranges ---------------------------------------------------------------------------------
  const rangeOf = (start, end) => {
    if (start === undefined || end === undefined) throw new TypeError(`Invalid ${start === undefined ? "start" : "end"} : undefined`);
    const pair = [decimalOf(start), decimalOf(end)];
    if (pair.some((decimal) => decimal.special === "nan")) throw new RangeError("Invalid range: NaN");
    return pair;
  };
  const CORE = ["integer", "group", "decimal", "fraction", "infinity"];
  const edges = (parts) => {
    const from = parts.findIndex(({ type }) => CORE.includes(type));
    const to = parts.findLastIndex(({ type }) => CORE.includes(type)) + 1;
    return [parts.slice(0, from), parts.slice(from, to), parts.slice(to)];
  };
  const from = (source, parts) => parts.map((part) => ({ ...part, source }));
  const rangeParts = (state, start, end) => {
    const pair = rangeOf(start, end);
    const [first, second] = pair.map((decimal) => partsOf(state, decimal));
    if (join(first) === join(second)) {
      const isBefore = state.data.currency.startsWith("-");
      const at = first.findIndex(({ type }) => type === "minusSign" || CORE.includes(type) || (isBefore && type === "currency"));
      const sign = { type: "approximatelySign", value: state.data.approximately };
      return from("shared", [...first.slice(0, at), sign, ...first.slice(at)]);
    }
    const [before, number, after] = edges(first);
    const [before2, number2, after2] = edges(second);
    const dash = state.data.dash;
    const isSame = join(before) === join(before2) && join(after) === join(after2);
    const isPlain = isSame && before.length + after.length === 0;
    // A sign of one character is repeated, longer ones are shared.
    const isShared = isSame && [...join(before), ...join(after)].length > 1;
    const middle = (text) => from("shared", [piece("literal", text)]);
    if (state.style === "unit" && !isSame && join(after) === join(after2) && after.length > 1) {
      const ends = [...middle(` ${dash} `), ...from("endRange", [...before2, ...number2])];
      return [...from("startRange", [...before, ...number]), ...ends, ...from("shared", after)];
    }
    if (isPlain) return [...from("startRange", first), ...middle(dash), ...from("endRange", second)];
    if (!isShared) return [...from("startRange", first), ...middle(` ${dash} `), ...from("endRange", second)];
    return [
      ...from("shared", before), ...from("startRange", number), ...middle(dash), ...from("endRange", number2), ...from("shared", after),
    ];
  };

  // --- the constructors -----------------------------------------------------------------------
  const resolvedNumberFormat = (state) => ({
    locale: state.locale,
    numberingSystem: "latn",
    ...pick(state, ["style", "currency", "currencyDisplay", "currencySign", "unit", "unitDisplay"]),
    ...pick(state.digits, SHOWN),
    ...pick(state, ["useGrouping", "notation"]),
    ...(state.notation === "compact" ? { compactDisplay: state.compactDisplay } : {}),
    signDisplay: state.signDisplay,
    ...pick(state.digits, ROUNDING),
  });
  const { Service: NumberFormat } = service("NumberFormat", remembered(createNumberFormat), {
    isCallable: true,
    methods: {
      resolvedOptions: (state) => resolvedNumberFormat(state),
      formatToParts: (state, value) => partsOf(state, decimalOf(value)),
      formatRange: (state, start, end) => join(rangeParts(state, start, end)),
      formatRangeToParts: (state, start, end) => rangeParts(state, start, end),
    },
    getters: { format: (state) => (value) => format(state, value) },
  });
  const defaults = remembered(createNumberFormat);
  const numberToLocaleString = { toLocaleString(locales, options) {
    const number = typeof this === "number" ? this : Number.prototype.valueOf.call(this);
    return format(defaults(locales, options), number);
  } }.toLocaleString;
  const bigintToLocaleString = { toLocaleString(locales, options) {
    return format(defaults(locales, options), BigInt.prototype.valueOf.call(this));
  } }.toLocaleString;
  return { NumberFormat, bigintToLocaleString, createNumberFormat, numberToLocaleString, partsOf };
}
