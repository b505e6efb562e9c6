// Reads what is in a zip, by its directory at the end.

import { inflateRawSync } from "node:zlib";

const END = 0x06054b50;

/** File name → text. */
export function unzip(bytes) {
  let end = bytes.length - 22;
  while (bytes.readUInt32LE(end) !== END) end -= 1;
  let at = bytes.readUInt32LE(end + 16);
  const files = {};
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count--) {
    const [packed, name, extra, comment] = [bytes.readUInt32LE(at + 20), ...[28, 30, 32].map((field) => bytes.readUInt16LE(at + field))];
    const header = bytes.readUInt32LE(at + 42);
    const begin = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
    files[bytes.toString("utf8", at + 46, at + 46 + name)] = inflateRawSync(bytes.subarray(begin, begin + packed)).toString();
    at += 46 + name + extra + comment;
  }
  return files;
}
