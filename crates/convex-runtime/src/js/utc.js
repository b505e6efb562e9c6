// Only evaluated where the process does not run in UTC: makes every local time a UTC time.
export default function install(NativeDate, FrozenDate) {
  const prototype = NativeDate.prototype;
  const set = (target, name, value) => Object.defineProperty(target, name, { value, writable: true, configurable: true });
  for (const part of ["Date", "Day", "FullYear", "Hours", "Milliseconds", "Minutes", "Month", "Seconds"]) {
    set(prototype, `get${part}`, prototype[`getUTC${part}`]);
    if (part !== "Day") set(prototype, `set${part}`, prototype[`setUTC${part}`]);
  }
  set(prototype, "getTimezoneOffset", function getTimezoneOffset() {
    return this.getTime() * 0;
  });
  const words = (date) => date.toUTCString().replace(",", "").split(" ");
  set(prototype, "toDateString", function toDateString() {
    const [day, number, month, year] = words(this);
    return `${day} ${month} ${number} ${year}`;
  });
  set(prototype, "toTimeString", function toTimeString() {
    return `${words(this)[4]} GMT+0000 (Coordinated Universal Time)`;
  });
  set(prototype, "toString", function toString() {
    return Number.isNaN(this.getTime()) ? "Invalid Date" : `${this.toDateString()} ${this.toTimeString()}`;
  });
  const nativeParse = NativeDate.parse;
  const zoned = /(?:Z|[+-]\d{2}:?\d{2}|GMT|UTC)\s*(?:\(.*\))?$/i;
  const dateOnly = /^[+-]?\d{4,6}(?:-\d{2}){0,2}$/;
  const parse = (text) => {
    const trimmed = String(text).trim();
    if (zoned.test(trimmed) || dateOnly.test(trimmed)) return nativeParse(trimmed);
    return nativeParse(/T\d/.test(trimmed) ? `${trimmed}Z` : `${trimmed} GMT`);
  };
  set(FrozenDate, "parse", parse);
  // What the constructor gets instead of its arguments.
  return (args) => {
    if (args.length > 1) return [FrozenDate.UTC(...args)];
    return typeof args[0] === "string" ? [parse(args[0])] : args;
  };
}
