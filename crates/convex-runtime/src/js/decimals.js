// Exact decimals: what is read from numbers, rounding, the options for digits, and the digits themselves. A number is rounded as it is
// written, so 1.005 with two digits is 1.01, as in V8.
export default function install(host, web) {
  const { integer, option } = web("locales");
  const NUMERIC = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d{1,5}))?$/i;

  // --- decimals: 0.digits × 10^point ----------------------------------------------------------
  const trim = (isNegative, digits, point) => {
    const start = digits.search(/[1-9]/);
    if (start < 0) return { isNegative, digits: "", point: 0 };
    return { isNegative, digits: digits.slice(start).replace(/0+$/, ""), point: point - start };
  };
  const ofText = (text) => {
    const match = NUMERIC.exec(text);
    if (match === null || match[2] + match[3] === "") return undefined;
    return trim(match[1] === "-", match[2] + match[3], match[2].length + Number(match[4] ?? 0));
  };
  const special = (number) => ({ isNegative: number < 0, special: Number.isNaN(number) ? "nan" : "infinity", digits: "", point: 0 });
  const ofNumber = (number) => {
    if (!Number.isFinite(number)) return special(number);
    if (number === 0) return { isNegative: Object.is(number, -0), digits: "", point: 0 };
    return ofText(String(number));
  };
  /** The decimal of what a caller gave: ToIntlMathematicalValue. */
  const decimalOf = (value) => {
    if (typeof value === "number") return ofNumber(value);
    const primitive = typeof value === "object" && value !== null ? toPrimitive(value) : value;
    if (typeof primitive === "bigint") return ofText(String(primitive));
    if (typeof primitive !== "string") return ofNumber(Number(primitive));
    const text = primitive.trim();
    return ofText(text) ?? (/^0[xob]/i.test(text) && !Number.isNaN(Number(text)) ? ofText(String(BigInt(text))) : ofNumber(Number(text)));
  };
  const toPrimitive = (value) => {
    const convert = value[Symbol.toPrimitive];
    if (convert !== undefined && convert !== null) return convert.call(value, "number");
    const own = value.valueOf();
    return typeof own === "object" && own !== null ? String(value) : own;
  };

  // --- rounding -------------------------------------------------------------------------------
  /** Whether to round up, of a part left over that is below (1), at (2) or above (3) the half. */
  const ROUND_UP = {
    ceil: (rest, isNegative) => !isNegative,
    floor: (rest, isNegative) => isNegative,
    expand: () => true,
    trunc: () => false,
    halfCeil: (rest, isNegative) => rest === 3 || (rest === 2 && !isNegative),
    halfFloor: (rest, isNegative) => rest === 3 || (rest === 2 && isNegative),
    halfExpand: (rest) => rest >= 2,
    halfTrunc: (rest) => rest === 3,
    halfEven: (rest, isNegative, isOdd) => rest === 3 || (rest === 2 && isOdd),
  };
  const compare = (rest, half) => (rest < half ? 1 : rest > half ? 3 : 2);
  /** Where the part left over lies: `missing` is what twice its whole steps lack of a full one, the tail is what is below them. */
  const restAbove = (missing, tail) => {
    if (tail === "") return compare(0, missing);
    if (missing !== 1) return missing < 1 ? 3 : 1;
    return compare(tail[0] === "5" && tail.length > 1 ? 6 : Number(tail[0]), 5);
  };
  /** Rounds to so many digits after the point, negative ones being before it. */
  const roundAt = (decimal, places, mode, increment = 1) => {
    const { isNegative, digits, point } = decimal;
    const cut = point + places;
    if (digits === "" || (cut >= digits.length && increment === 1)) return decimal;
    const kept = BigInt(cut > 0 ? digits.slice(0, cut).padEnd(cut, "0") : 0);
    const tail = cut < 0 ? "0" : digits.slice(cut);
    const step = BigInt(increment);
    const left = kept % step;
    if (left === 0n && tail === "") return decimal;
    const rest = restAbove(increment - 2 * Number(left), tail);
    const isUp = ROUND_UP[mode](rest, isNegative, (kept / step) % 2n === 1n);
    const whole = String(kept - left + (isUp ? step : 0n));
    return trim(isNegative, whole, whole.length - places);
  };
  const roundFraction = (decimal, digits) => roundAt(decimal, digits.maximumFractionDigits, digits.roundingMode, digits.roundingIncrement);
  const roundSignificant = (decimal, digits) =>
    roundAt(decimal, digits.maximumSignificantDigits - (decimal.digits === "" ? 1 : decimal.point), digits.roundingMode);
  /** The rounded decimal, and how many digits it has to have after the point. */
  const round = (decimal, digits) => {
    const { kind } = digits;
    const magnitude = decimal.digits === "" ? 1 : decimal.point;
    let isSignificant = kind === "significant";
    if (kind === "morePrecision" || kind === "lessPrecision") {
      const isFiner = digits.maximumSignificantDigits - magnitude > digits.maximumFractionDigits;
      isSignificant = isFiner === (kind === "morePrecision");
    }
    const rounded = isSignificant ? roundSignificant(decimal, digits) : roundFraction(decimal, digits);
    const length = rounded.digits === "" ? 1 : rounded.point;
    let least = isSignificant ? digits.minimumSignificantDigits - length : digits.minimumFractionDigits;
    if (kind === "morePrecision" || kind === "lessPrecision") least = isSignificant ? Math.max(least, 0) : least;
    const used = Math.max(0, rounded.digits.length - rounded.point);
    if (digits.trailingZeroDisplay === "stripIfInteger" && used === 0) return [rounded, 0];
    return [rounded, Math.max(least, 0)];
  };
  /** The digits before and after the point. */
  const split = ({ digits, point }, leastInteger, leastFraction) => {
    const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "";
    const fraction = digits === "" ? "" : point >= 0 ? digits.slice(point) : "0".repeat(-point) + digits;
    return [whole.padStart(leastInteger, "0"), fraction.padEnd(leastFraction, "0")];
  };

  // --- options --------------------------------------------------------------------------------
  const INCREMENTS = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000];
  const PRIORITIES = ["auto", "morePrecision", "lessPrecision"];
  /** SetNumberFormatDigitOptions. */
  const digitOptions = (options, leastFraction, mostFraction, isCompact, name) => {
    const minimumIntegerDigits = integer(options.minimumIntegerDigits, 1, 21, "minimumIntegerDigits", 1);
    const { minimumFractionDigits: minF, maximumFractionDigits: maxF } = options;
    const { minimumSignificantDigits: minS, maximumSignificantDigits: maxS } = options;
    const roundingIncrement = integer(options.roundingIncrement, 1, 5000, "roundingIncrement", 1);
    if (!INCREMENTS.includes(roundingIncrement)) throw new RangeError("roundingIncrement value is out of range.");
    const roundingMode = option(options, "roundingMode", Object.keys(ROUND_UP), "halfExpand", name);
    const roundingPriority = option(options, "roundingPriority", PRIORITIES, "auto", name);
    const trailingZeroDisplay = option(options, "trailingZeroDisplay", ["auto", "stripIfInteger"], "auto", name);
    const found = { minimumIntegerDigits, roundingIncrement, roundingMode, trailingZeroDisplay, roundingPriority };
    if (roundingIncrement !== 1) mostFraction = leastFraction;
    const hasSignificant = minS !== undefined || maxS !== undefined;
    const hasFraction = minF !== undefined || maxF !== undefined;
    const needsSignificant = roundingPriority !== "auto" || hasSignificant;
    const needsFraction = roundingPriority !== "auto" || !(needsSignificant || (!hasFraction && isCompact));
    if (needsSignificant) {
      found.minimumSignificantDigits = integer(minS, 1, 21, "minimumSignificantDigits", 1);
      found.maximumSignificantDigits = integer(maxS, found.minimumSignificantDigits, 21, "maximumSignificantDigits", 21);
    }
    if (needsFraction) Object.assign(found, fractionOptions(minF, maxF, leastFraction, mostFraction));
    if (!needsSignificant && !needsFraction) {
      Object.assign(found, { minimumFractionDigits: 0, maximumFractionDigits: 0 });
      Object.assign(found, { minimumSignificantDigits: 1, maximumSignificantDigits: 2 });
      found.kind = found.roundingPriority = "morePrecision";
    } else {
      found.kind = roundingPriority !== "auto" ? roundingPriority : hasSignificant ? "significant" : "fraction";
    }
    if (roundingIncrement !== 1) {
      if (found.kind !== "fraction") throw new TypeError("RoundingType is not fractionDigits");
      if (found.maximumFractionDigits !== found.minimumFractionDigits) throw new RangeError("roundingIncrement value is out of range.");
    }
    return found;
  };
  const fractionOptions = (least, most, leastDefault, mostDefault) => {
    let minimumFractionDigits = integer(least, 0, 100, "minimumFractionDigits");
    let maximumFractionDigits = integer(most, 0, 100, "maximumFractionDigits");
    minimumFractionDigits ??= maximumFractionDigits === undefined ? leastDefault : Math.min(leastDefault, maximumFractionDigits);
    maximumFractionDigits ??= Math.max(mostDefault, minimumFractionDigits);
    if (minimumFractionDigits > maximumFractionDigits) throw new RangeError("maximumFractionDigits value is out of range.");
    return { minimumFractionDigits, maximumFractionDigits };
  };
  // --- what resolvedOptions shows -------------------------------------------------------------
  const SHOWN = [
    "minimumIntegerDigits", "minimumSignificantDigits", "maximumSignificantDigits", "minimumFractionDigits", "maximumFractionDigits",
  ];
  const pick = (source, names) => {
    const given = names.filter((name) => source[name] !== undefined);
    return Object.fromEntries(given.map((name) => [name, source[name]]));
  };
  const ROUNDING = ["roundingMode", "roundingIncrement", "trailingZeroDisplay", "roundingPriority"];
  return { ROUNDING, SHOWN, decimalOf, digitOptions, ofNumber, pick, round, split };
}
