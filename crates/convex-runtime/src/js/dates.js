// Intl.DateTimeFormat and the toLocaleString of dates, in the proleptic Gregorian calendar. Not as in Node: weekday and month without a
// day, weekday or day with a year of two digits, and two digits for just the month of month and day outside of English.
export default function install(host, web) {
  const { dataFor, flag, join, numbering, option, optionsOf, remembered, resolve, service } = web("locales");
  const { calendar, datePattern, timePattern } = web("calendar");
  const { zoneName, zoneOf } = web("zones");
  const NAME = "DateTimeFormat";
  const MAX_TIME = 8.64e15;
  const MS_PER_DAY = 86400000;
  const CYCLES = ["h11", "h12", "h23", "h24"];
  const STYLES = ["full", "long", "medium", "short"];

  // --- fields of an instant -------------------------------------------------------------------
  const modulo = (a, b) => a - b * Math.floor(a / b);
  /** The date of a count of days since 1970, which may lie outside of what Date can say. */
  const civil = (days) => {
    const shifted = days + 719468;
    const era = Math.floor(shifted / 146097);
    const ofEra = shifted - era * 146097;
    const yearOfEra = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365);
    const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
    const month = Math.floor((5 * ofYear + 2) / 153);
    const day = ofYear - Math.floor((153 * month + 2) / 5) + 1;
    const isNextYear = month >= 10;
    return [yearOfEra + era * 400 + (isNextYear ? 1 : 0), isNextYear ? month - 10 : month + 2, day];
  };
  const fieldsOf = (state, time) => {
    const zone = state.lookUp(time);
    const local = time + zone[0] * 1000;
    const days = Math.floor(local / MS_PER_DAY);
    const [full, month, day] = civil(days);
    const ofDay = local - days * MS_PER_DAY;
    const era = full > 0 ? 1 : 0;
    const hour = Math.floor(ofDay / 3600000);
    const [minute, second, millis] = [Math.floor(ofDay / 60000) % 60, Math.floor(ofDay / 1000) % 60, ofDay % 1000];
    const year = era === 1 ? full : 1 - full;
    return { era, year, month, day, weekday: modulo(days + 4, 7), hour, minute, second, millis, half: hour < 12 ? 0 : 1, zone, time };
  };

  // --- patterns: lists of [letter, width] and of text -----------------------------------------
  const compile = (pattern) => {
    const tokens = [];
    for (const [run, quoted] of pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g)) {
      const isField = quoted === undefined && /[A-Za-z]/.test(run);
      const text = isField ? "" : quoted === "" ? "'" : (quoted?.replace(/''/g, "'") ?? run);
      if (isField) tokens.push([run[0], run.length]);
      else if (typeof tokens.at(-1) === "string") tokens[tokens.length - 1] += text;
      else tokens.push(text);
    }
    return tokens;
  };
  const WIDTHS = { short: 1, long: 4, narrow: 5 };
  const MONTHS = { numeric: "M", "2-digit": "M", short: "MMM", narrow: "MMM", long: "MMMM" };
  const WEEKDAYS = { short: "E", narrow: "E", long: "EEEE" };
  const HOURS = { h11: "K", h12: "h", h23: "H", h24: "k" };
  const isHalf = (cycle) => cycle === "h11" || cycle === "h12";
  /** Gives the fields of a pattern the widths that were asked for, where the pattern does not know better. */
  const fit = (tokens, fields, cycle) =>
    tokens.map((token) => {
      if (typeof token === "string") return token;
      const [letter, width] = token;
      switch (letter) {
        case "G": return [letter, WIDTHS[fields.era]];
        case "y": return [letter, fields.year === "2-digit" ? 2 : width];
        case "M": case "L":
          if (fields.month === "narrow") return [letter, 5];
          return [letter, fields.month === "2-digit" ? 2 : width];
        case "E": case "c": return [letter, fields.weekday === "narrow" ? 5 : width];
        case "d": return [letter, fields.day === "2-digit" ? 2 : width];
        case "h": case "H": return [HOURS[cycle], fields.hour === "2-digit" ? 2 : width];
        case "B": return [letter, WIDTHS[fields.dayPeriod]];
        default: return token;
      }
    });
  /** Locales that take month and day as they were asked for, when just one of them is to have two digits. */
  const EXACT_DAYS = ["en-GB", "en-CA", "en-IN", "pt-BR"];
  const digitsOf = (value) => (value === "2-digit" ? 2 : 1);
  const widthIn = (pattern, letter) => pattern.split(letter).length - 1;
  /**
   * Whether numbers of a date have just the digits that were asked for: where those are nearer to the short style than to the plain
   * pattern, whose own digits else go before.
   */
  const isExact = (state, { era, weekday, year, month, day }) => {
    if (era !== undefined || weekday !== undefined || !NUMBER.includes(month) || day === undefined) return false;
    const wanted = [digitsOf(year), digitsOf(month), digitsOf(day)];
    if (year === undefined) return wanted[1] !== wanted[2] && EXACT_DAYS.includes(state.key);
    const distance = (widths) => wanted.filter((width, index) => width !== widths[index]).length;
    const short = calendar(state.key).styles[3];
    const plain = distance([1, 1, 1]);
    return plain > 0 && distance([widthIn(short, "y"), widthIn(short, "M"), widthIn(short, "d")]) <= plain;
  };
  const exact = (tokens, fields) => {
    const widths = { y: digitsOf(fields.year), M: digitsOf(fields.month), d: digitsOf(fields.day) };
    return tokens.map((token) => (typeof token === "string" ? token : [token[0], widths[token[0]]]));
  };
  const withFraction = (tokens, count, decimal) => {
    if (count === undefined) return tokens;
    const at = tokens.findIndex((token) => token[0] === "s" && typeof token !== "string");
    if (at < 0) return [...tokens, ...(tokens.length > 0 ? [" "] : []), ["S", count]];
    return [...tokens.slice(0, at + 1), decimal, ["S", count], ...tokens.slice(at + 1)];
  };
  const dateTokens = (own, { era, year, month, weekday, day }, hasTime) => {
    const isWithTime = hasTime && era === undefined && year === undefined && month === undefined && day === undefined;
    const letter = weekday === undefined || isWithTime ? "" : WEEKDAYS[weekday];
    const key = (era ? "G" : "") + (year ? "y" : "") + (month ? MONTHS[month] : "") + letter + (day ? "d" : "");
    return key === "" ? [] : compile(datePattern(own.dates, key));
  };
  const timeTokens = (own, fields, hasDate, cycle) => {
    const { weekday, dayPeriod, hour, minute, second, timeZoneName } = fields;
    const base = (hour ? (isHalf(cycle) ? "h" : "H") : "") + (minute ? "m" : "") + (second ? "s" : "");
    const day = weekday !== undefined && !hasDate && hour ? "E" : "";
    const key = day + (dayPeriod && (hour || base === "") ? "B" : "") + base + (timeZoneName ? "z" : "");
    if (key === "") return [];
    const pattern = timePattern(own.times, key);
    return compile(day !== "" && weekday === "long" ? pattern.replace(/[Ec]/, "EEEE") : pattern);
  };
  const glueOf = (glue, month, weekday) => glue[month === "long" ? (weekday ? 0 : 1) : month === "short" ? 2 : 3];
  const glued = (date, glue, time) => {
    if (date.length === 0 || time.length === 0) return [...date, ...time];
    return [...date, glue, ...time];
  };
  /** Whether hours have one digit though the pattern has two: where minutes and seconds are to have two digits and hours are not. */
  const isShortHour = (own, state, hasDate, { weekday, hour, minute, second, timeZoneName }) => {
    if (weekday !== undefined && !hasDate) return false;
    if (own.hourCycle !== "h23" || isHalf(state.hourCycle) || hour !== "numeric" || timeZoneName !== undefined) return false;
    return minute === "2-digit" && (second === undefined || second === "2-digit");
  };
  /** The tokens for fields, with the ones of the date and of the time apart. */
  const tokensFor = (state, fields) => {
    const own = calendar(state.key);
    // With parts of seconds, weekdays are joined as dates are.
    const hasTime = fields.hour !== undefined && fields.fractionalSecondDigits === undefined;
    const { era, year, month, day, weekday } = fields;
    const hasDate = [era, year, month, day].some((field) => field !== undefined) || (weekday !== undefined && !hasTime);
    // Spanish has one digit where it has just two of the numbers.
    const isBare = state.key === "es" && NUMBER.includes(month) && era === undefined && weekday === undefined;
    const isPair = isBare && (year === undefined) !== (day === undefined);
    const asked = isPair && year !== "2-digit" ? { ...fields, month: "numeric", day } : fields;
    const fitted = fit(dateTokens(own, asked, hasTime), isPair ? { ...asked, day: day && "numeric" } : asked, state.hourCycle);
    const date = isExact(state, fields) ? exact(fitted, fields) : fitted;
    const plain = fit(timeTokens(own, fields, hasDate, state.hourCycle), fields, state.hourCycle);
    const shorter = (token) => (typeof token !== "string" && (token[0] === "H" || token[0] === "k") ? [token[0], 1] : token);
    const fine = isShortHour(own, state, hasDate, fields) ? plain.map(shorter) : plain;
    const time = withFraction(fine, fields.fractionalSecondDigits, dataFor(state.key).decimal);
    return { date, time, glue: glueOf(own.cycleGlue, month, weekday) };
  };
  const TIME_STYLES = { full: "long", long: "short" };
  const styleTokens = (state) => {
    const own = calendar(state.key);
    const { dateStyle, timeStyle } = state;
    let date = dateStyle === undefined ? [] : compile(own.styles[STYLES.indexOf(dateStyle)]);
    if (timeStyle === undefined) return { date, time: [], glue: "" };
    let pattern = own.timeStyles[STYLES.indexOf(timeStyle)];
    const hour = pattern.startsWith("HH") ? "2-digit" : undefined;
    if (isHalf(own.hourCycle) !== isHalf(state.hourCycle)) {
      if (dateStyle === "full") date = dateTokens(own, { year: "numeric", month: "long", day: "numeric", weekday: "long" }, true);
      const key = (isHalf(state.hourCycle) ? "hm" : "Hm") + (timeStyle === "short" ? "" : "s") + (timeStyle in TIME_STYLES ? "z" : "");
      pattern = timePattern(own.times, key);
    }
    return { date, time: fit(compile(pattern), { hour }, state.hourCycle), glue: own.glue[STYLES.indexOf(dateStyle ?? "short")] };
  };

  // --- options --------------------------------------------------------------------------------
  const TEXT = ["narrow", "short", "long"];
  const NUMBER = ["2-digit", "numeric"];
  const ZONE_NAMES = ["short", "long", "shortOffset", "longOffset", "shortGeneric", "longGeneric"];
  const FIELDS = [
    ["weekday", TEXT], ["era", TEXT], ["year", NUMBER], ["month", [...NUMBER, ...TEXT]], ["day", NUMBER], ["dayPeriod", TEXT],
    ["hour", NUMBER], ["minute", NUMBER], ["second", NUMBER], ["fractionalSecondDigits"], ["timeZoneName", ZONE_NAMES],
  ];
  const DATE_FIELDS = ["weekday", "year", "month", "day"];
  const TIME_FIELDS = ["dayPeriod", "hour", "minute", "second", "fractionalSecondDigits"];
  const readFields = (options) => {
    const fields = {};
    for (const [name, values] of FIELDS) {
      let value;
      if (values !== undefined) value = option(options, name, values, undefined, NAME);
      else if (options[name] !== undefined) {
        value = Math.floor(Number(options[name]));
        if (!(value >= 1 && value <= 3)) throw new RangeError(`${name} value is out of range.`);
      }
      if (value !== undefined) fields[name] = value;
    }
    return fields;
  };
  const addDefaults = (fields, required, defaults) => {
    const isGiven = (names) => names.some((name) => fields[name] !== undefined);
    const needsNone = (required !== "time" && isGiven(DATE_FIELDS)) || (required !== "date" && isGiven(TIME_FIELDS));
    if (needsNone) return;
    if (defaults !== "time") fields.year = fields.month = fields.day = "numeric";
    if (defaults !== "date") fields.hour = fields.minute = fields.second = "numeric";
  };
  const cycleFor = (own, hour12, asked) => {
    if (hour12 === undefined) return asked ?? own.hourCycle;
    // As V8 does: the counterpart of the locale's own, which for Americans is the one that ends at 24.
    if (own.hourCycle === "h12") return hour12 ? "h12" : "h24";
    return hour12 ? "h11" : "h23";
  };
  const valid = (options, name) => {
    const value = option(options, name);
    if (value !== undefined && !/^[a-z\d]{3,8}(-[a-z\d]{3,8})*$/i.test(value)) throw new RangeError(`Invalid ${name} : ${value}`);
    return value?.toLowerCase();
  };
  const createWith = (locales, given, required, defaults) => {
    const options = optionsOf(given, NAME);
    option(options, "localeMatcher", ["lookup", "best fit"], "best fit", NAME);
    const ca = valid(options, "calendar");
    const nu = numbering(options);
    const hour12 = flag(options, "hour12");
    const askedCycle = option(options, "hourCycle", CYCLES, undefined, NAME);
    const hc = hour12 === undefined ? askedCycle : null;
    const { locale, key, values } = resolve(locales, { ca: ["gregory"], hc: CYCLES, nu: ["latn"] }, { ca, hc, nu });
    const [timeZone, lookUp] = options.timeZone === undefined ? ["UTC", () => [0, "UTC", false]] : zoneOf(String(options.timeZone));
    const fields = readFields(options);
    option(options, "formatMatcher", ["basic", "best fit"], "best fit", NAME);
    const dateStyle = option(options, "dateStyle", STYLES, undefined, NAME);
    const timeStyle = option(options, "timeStyle", STYLES, undefined, NAME);
    const own = calendar(key);
    const hourCycle = cycleFor(own, hour12, hc === null ? undefined : values.hc);
    const state = { locale, key, timeZone, lookUp, dateStyle, timeStyle, fields, hourCycle };
    if (dateStyle === undefined && timeStyle === undefined) {
      addDefaults(fields, required, defaults);
      return finish(state, tokensFor(state, fields));
    }
    const explicit = Object.keys(fields)[0];
    const style = dateStyle === undefined ? "timeStyle" : "dateStyle";
    if (explicit !== undefined) throw new TypeError(`Can't set option ${explicit} when ${style} is used`);
    if (required === "date" && timeStyle !== undefined) throw new TypeError("Invalid option : timeStyle");
    if (required === "time" && dateStyle !== undefined) throw new TypeError("Invalid option : dateStyle");
    return finish(state, styleTokens(state));
  };
  const finish = (state, { date, time, glue }) => {
    state.parts = { date, time, glue };
    state.tokens = glued(date, glue, time);
    state.zoneStyle = state.fields.timeZoneName ?? TIME_STYLES[state.timeStyle] ?? "short";
    return state;
  };
  const createDateTimeFormat = remembered((locales, options) => createWith(locales, options, "any", "date"));

  // --- formatting -----------------------------------------------------------------------------
  const pad = (number, width) => String(number).padStart(width, "0");
  const TYPES = {
    G: "era", y: "year", M: "month", L: "month", E: "weekday", c: "weekday", d: "day", a: "dayPeriod", B: "dayPeriod", h: "hour",
    H: "hour", K: "hour", k: "hour", m: "minute", s: "second", S: "fractionalSecond", z: "timeZoneName",
  };
  const eraName = (names, era, width) => names[(width === 4 ? 2 : width === 5 ? 4 : 0) + era];
  const partOfDay = (own, width, { hour, minute, second }, tokens) => {
    const parts = own[`B${width === 4 ? "long" : width === 5 ? "narrow" : "short"}`];
    // Noon is a point in time: it is over as soon as something that is shown is not zero.
    const shows = (letter) => tokens.some((token) => typeof token !== "string" && token[0] === letter);
    const isAfterNoon = hour === 12 && ((shows("m") && minute !== 0) || (shows("s") && second !== 0));
    return parts.findLast(([from]) => (isAfterNoon ? 13 : hour) >= Number(from))[1];
  };
  const HOUR_OF = { h: (hour) => hour % 12 || 12, K: (hour) => hour % 12, H: (hour) => hour, k: (hour) => hour || 24 };
  const valueOf = (state, own, [letter, width], fields) => {
    switch (letter) {
      case "G": return eraName(own.G, fields.era, width);
      case "y": return width === 2 ? pad(fields.year % 100, 2) : String(fields.year);
      case "M": case "L":
        if (width < 3) return pad(fields.month + 1, width);
        return (width === 4 ? own.MMMM : width === 5 ? own.MMMMM : letter === "L" ? own.LLL : own.MMM)[fields.month];
      case "E": case "c": return (width === 4 ? own.EEEE : width === 5 ? own.EEEEE : letter === "c" ? own.c : own.E)[fields.weekday];
      case "d": return pad(fields.day, width);
      case "a": return own.a[fields.half];
      case "B": return partOfDay(own, width, fields, state.tokens);
      case "m": return pad(fields.minute, width);
      case "s": return pad(fields.second, width);
      case "S": return pad(fields.millis, 3).slice(0, width);
      case "z": return zoneName(state.key, state.zoneStyle, state.timeZone, fields.zone, fields.time);
      default: return pad(HOUR_OF[letter](fields.hour), width);
    }
  };
  const partsFor = (state, tokens, fields) => {
    const own = calendar(state.key);
    return tokens.map((token) => {
      if (typeof token === "string") return { type: "literal", value: token };
      return { type: TYPES[token[0]], value: valueOf(state, own, token, fields) };
    });
  };
  const timeOf = (value) => {
    const time = value === undefined ? host.now() : Number(value);
    if (!(Math.abs(time) <= MAX_TIME)) throw new RangeError("Invalid time value");
    return Math.trunc(time) + 0;
  };
  const partsOf = (state, value) => partsFor(state, state.tokens, fieldsOf(state, timeOf(value)));
  // V8 has plain spaces in whole strings, which much code compares.
  const format = (state, value) => join(partsOf(state, value)).replace(/\u202f/g, " ");

  // --- the constructor ------------------------------------------------------------------------
  const NAMES = { 4: "long", 5: "narrow" };
  const shapeOf = ([letter, width]) => {
    if (letter === "G" || letter === "E" || letter === "c" || letter === "B") return NAMES[width] ?? "short";
    if ((letter === "M" || letter === "L") && width > 2) return NAMES[width] ?? "short";
    return width === 2 ? "2-digit" : "numeric";
  };
  /** The fields that the tokens show, as options would ask for them. */
  const fieldsFrom = (state) => {
    const found = {};
    for (const token of state.tokens) {
      if (typeof token === "string" || token[0] === "a") continue;
      if (token[0] === "S") found.fractionalSecondDigits = token[1];
      else if (token[0] === "z") found.timeZoneName = state.zoneStyle;
      else found[TYPES[token[0]]] = shapeOf(token);
    }
    return found;
  };
  const resolvedOptions = (state) => {
    const found = fieldsFrom(state);
    const { locale, timeZone, hourCycle, dateStyle, timeStyle } = state;
    const shown = { locale, calendar: "gregory", numberingSystem: "latn", timeZone };
    if (found.hour !== undefined) Object.assign(shown, { hourCycle, hour12: isHalf(hourCycle) });
    if (dateStyle === undefined && timeStyle === undefined) {
      for (const [name] of FIELDS) if (found[name] !== undefined) shown[name] = found[name];
    }
    if (dateStyle !== undefined) shown.dateStyle = dateStyle;
    if (timeStyle !== undefined) shown.timeStyle = timeStyle;
    return shown;
  };
  const { Service: DateTimeFormat } = service(NAME, createDateTimeFormat, {
    isCallable: true,
    methods: {
      resolvedOptions: (state) => resolvedOptions(state),
      formatToParts: (state, date) => partsOf(state, date),
      formatRange: (state, start, end) => web("intervals").rangeText(web("intervals").rangeParts(state, start, end)),
      formatRangeToParts: (state, start, end) => web("intervals").rangeParts(state, start, end),
    },
    getters: { format: (state) => (date) => format(state, date) },
  });
  const method = (name, required, defaults) => {
    const create = remembered((locales, options) => createWith(locales, options, required, defaults));
    const own = { [name](locales, options) {
      const time = Date.prototype.getTime.call(this);
      return Number.isNaN(time) ? "Invalid Date" : format(create(locales, options), time);
    } }[name];
    Object.defineProperty(own, "length", { value: 0, configurable: true });
    return own;
  };
  return {
    DateTimeFormat,
    dateToLocaleString: method("toLocaleString", "any", "all"),
    dateToLocaleDateString: method("toLocaleDateString", "date", "date"),
    dateToLocaleTimeString: method("toLocaleTimeString", "time", "time"),
    // For intervals.js.
    fieldsFrom, fieldsOf, finish, isHalf, partsFor, timeOf, tokensFor,
  };
}
