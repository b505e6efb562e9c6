// The ranges of Intl.DateTimeFormat: what both dates share is said once, where the pattern has it outside of what differs. Node has
// patterns of its own for these; in en-AU, en-IN, fr and pt-BR some of theirs have other punctuation.
export default function install(host, web) {
  const { calendar } = web("calendar");
  const { join } = web("locales");
  const { fieldsFrom, fieldsOf, finish, isHalf, partsFor, timeOf, tokensFor } = web("dates");

  /** Fields from coarse to fine, with their letters. */
  const RANKS = [
    ["era", "G"], ["year", "y"], ["month", "ML"], ["day", "dEc"], ["half", "aB"], ["hour", "hHKk"], ["minute", "m"], ["second", "s"],
    ["millis", "S"],
  ];
  const rankOf = (token) => (typeof token === "string" ? -1 : RANKS.findIndex(([, letters]) => letters.includes(token[0])));
  const DAY = 3;
  const finest = (tokens) => Math.max(...tokens.map(rankOf));
  const from = (source, parts) => parts.map((part) => ({ ...part, source }));
  const FULL = { era: "short", year: "numeric", month: "numeric", day: "numeric" };
  /** The state that also shows what differs, for a range that would else be unclear. */
  const widened = (state, rank) => {
    const shown = new Set(state.tokens.map(rankOf));
    const { date } = state.parts;
    if (date.length > 0 && (shown.has(rank) || rank === 0)) return state;
    const names = date.length === 0 ? ["year", "month", "day"] : RANKS.slice(Math.max(rank, 1), DAY + 1).map(([name]) => name);
    const fields = fieldsFrom(state);
    for (const name of names) fields[name] ??= FULL[name];
    const next = { ...state, fields };
    return finish(next, tokensFor(next, fields));
  };
  /** Whether all fields of a date are numbers, which are repeated as a whole. */
  const isNumeric = (tokens) =>
    tokens.every((token) => typeof token === "string" || token[1] < 3) && tokens.some((token) => rankOf(token) === 2);
  const COLLAPSES_NUMBERS = ["de", "sv"];
  const REPEATS_MONTHS = ["en-GB", "es", "pt-BR"];
  const JOINS_MONTHS = ["de", "es", "it", "nl"];
  const PLAIN_NUMBERS = ["en-US", "es"];
  const AMERICAN = [["M", 1], "/", ["d", 1], "/", ["y", 1]];
  /** The tokens of the date of a range, whose numbers most locales write with two digits. */
  const rangeTokens = ({ key, tokens }) => {
    if (!isNumeric(tokens) || PLAIN_NUMBERS.includes(key)) return tokens;
    if (key === "en-CA" && tokens.filter((token) => typeof token !== "string").length === 3) return AMERICAN;
    return tokens.map((token) => (token[0] === "M" || token[0] === "d" ? [token[0], 2] : token));
  };
  /** What stands between the dates of a range. */
  const separatorOf = ({ key, tokens }, rank, range) => {
    const shown = tokens.filter((token) => typeof token !== "string");
    if (shown.length === 1 && rank === 1) return range[1].replace(/^\./, "");
    if (rank === 2 && !shown.some((token) => rankOf(token) === DAY) && JOINS_MONTHS.includes(key)) return range[1].replace(/^\./, "");
    const isWhole = rank < DAY || shown.some((token) => token[0] === "E") || isNumeric(tokens);
    return range[isWhole && !(rank === DAY && isNumeric(tokens) && COLLAPSES_NUMBERS.includes(key)) ? 0 : 1].replace(/^\./, "");
  };
  /** The first and last index of the tokens that a difference of a rank repeats. */
  const spanOf = (state, tokens, rank) => {
    const isWhole = isNumeric(tokens) && !COLLAPSES_NUMBERS.includes(state.key);
    const hasShortDay = REPEATS_MONTHS.includes(state.key) && tokens.some((token) => token[0] === "E" && token[1] < 4);
    const least = hasShortDay && rank === DAY ? 2 : rank;
    const isHit = (token) => typeof token !== "string" && (isWhole || rankOf(token) >= least);
    return [tokens.findIndex(isHit), tokens.findLastIndex(isHit)];
  };
  const spanned = (state, tokens, [first, last], separator, start, end) => {
    let shared = tokens.slice(last + 1);
    let repeated = tokens.slice(first, last + 1);
    if (typeof shared[0] === "string" && shared[0][0] === ".") {
      repeated = [...repeated, "."];
      shared = [shared[0].slice(1), ...shared.slice(1)].filter((token) => token !== "");
    }
    return [
      ...from("shared", partsFor(state, tokens.slice(0, first), start)),
      ...from("startRange", partsFor(state, repeated, start)),
      { type: "literal", value: separator, source: "shared" },
      ...from("endRange", partsFor(state, repeated, end)),
      ...from("shared", partsFor(state, shared, start)),
    ];
  };
  const timeRange = (state, rank, separators, start, end) => {
    const { date, time, glue } = state.parts;
    const hasSeconds = time.some((token) => rankOf(token) > 6);
    const isFull = hasSeconds || rank === 4;
    const isHit = (token) => typeof token !== "string" && (isFull || rankOf(token) >= 5);
    const span = [time.findIndex(isHit), time.findLastIndex(isHit)];
    const separator = separators[hasSeconds || rank === 4 ? 0 : 2];
    const needsWord = state.key === "de" && !hasSeconds && !isHalf(state.hourCycle) && typeof time.at(-1) !== "string";
    const ahead = date.length === 0 ? [] : from("shared", partsFor(state, [...date, glue], start));
    return [...ahead, ...spanned(state, needsWord ? [...time, " Uhr"] : time, span, separator, start, end)];
  };
  const rangeParts = (state, startValue, endValue) => {
    if (startValue === undefined || endValue === undefined) throw new TypeError("Invalid time value");
    const [start, end] = [startValue, endValue].map((value) => fieldsOf(state, timeOf(value)));
    const rank = RANKS.findIndex(([name]) => start[name] !== end[name]);
    const isSame = rank < 0 || rank > Math.max(finest(state.tokens), state.parts.time.length > 0 ? 5 : DAY) || rank > finest(state.tokens);
    if (isSame) return from("shared", partsFor(state, state.tokens, start));
    const { range } = calendar(state.key);
    if (rank > DAY) return timeRange(state, rank === 4 && !isHalf(state.hourCycle) ? 5 : rank, range, start, end);
    const wide = widened(state, rank);
    if (wide.parts.time.length > 0) return spanned(wide, wide.tokens, [0, wide.tokens.length - 1], range[0], start, end);
    const tokens = rangeTokens(wide);
    return spanned(wide, tokens, spanOf(wide, tokens, rank), separatorOf(wide, rank, range), start, end);
  };

  const rangeText = (parts) => (parts.every(({ source }) => source === "shared") ? join(parts).replace(/\u202f/g, " ") : join(parts));
  return { rangeParts, rangeText };
}
