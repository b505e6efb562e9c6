// Keys of Web Crypto: what they are for, and how they come in and go out.
export default function install(host, web) {
  const { atob, btoa, bufferOf } = web("encoding");
  const RSA = "RSASSA-PKCS1-v1_5";
  const ED = "Ed25519";
  const CURVES = { EC: "P-256", OKP: ED };
  const RSA_BITS = { min: 1024, max: 4096 };
  const EXPONENTS = [3, 65537];
  const BLOCK = { "SHA-1": 64, "SHA-256": 64, "SHA-384": 128, "SHA-512": 128 };
  const AES_BITS = [128, 192, 256];
  /** What secret keys of an algorithm may be for. */
  const USAGES = {
    HMAC: ["sign", "verify"],
    "AES-GCM": ["encrypt", "decrypt", "wrapKey", "unwrapKey"],
    PBKDF2: ["deriveKey", "deriveBits"],
    HKDF: ["deriveKey", "deriveBits"],
  };
  /** The members of a JWK, public ones first. */
  const MEMBERS = { RSA: ["n", "e", "d", "p", "q", "dp", "dq", "qi"], EC: ["x", "y", "d"], OKP: ["x", "d"] };
  /** How many of them are public. */
  const PUBLIC = { RSA: 2, EC: 2, OKP: 1 };
  const unsupported = (what) => new DOMException(`${what} is not supported`, "NotSupportedError");
  const nameOf = (algorithm) => {
    const name = String(typeof algorithm === "string" ? algorithm : algorithm?.name).toUpperCase();
    return [RSA, ED].find((own) => own.toUpperCase() === name) ?? name;
  };
  const hashOf = ({ hash }) => {
    const name = nameOf(hash);
    if (!(name in BLOCK)) throw unsupported(`The hash ${name}`);
    return name;
  };
  const secret = Symbol("CryptoKey");

  class CryptoKey {
    #bytes;
    constructor(key, bytes, type, algorithm, extractable, usages) {
      if (key !== secret) throw new TypeError("Illegal constructor");
      this.#bytes = bytes;
      Object.assign(this, { type, algorithm, extractable, usages });
    }
    get [Symbol.toStringTag]() {
      return "CryptoKey";
    }
    static bytes(key, usage) {
      if (usage !== undefined && !key.usages.includes(usage)) {
        throw new DOMException(`The key does not permit ${usage}`, "InvalidAccessError");
      }
      return key.#bytes;
    }
  }
  const bytesOf = CryptoKey.bytes;
  delete CryptoKey.bytes;

  const make = (bytes, type, algorithm, extractable, usages, permitted) => {
    const isUseless = usages.length === 0 && type !== "public";
    if (isUseless || usages.some((usage) => !permitted.includes(usage))) {
      throw new DOMException(`Keys for ${algorithm.name} that are ${type} are for ${permitted.join(", ")}`, "SyntaxError");
    }
    return new CryptoKey(secret, bytes, type, algorithm, extractable, [...usages]);
  };
  const base64Url = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const fromBase64Url = (text) =>
    Uint8Array.from(atob(String(text).replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0)).buffer;

  // --- secret keys ----------------------------------------------------------------------------
  const secretKey = (describe) => (format, data, algorithm, extractable, usages) => {
    if (format !== "raw" && !(format === "jwk" && data.kty === "oct")) throw unsupported(`importKey with format ${format}`);
    const bytes = format === "raw" ? bufferOf(data).slice(0) : fromBase64Url(data.k);
    const described = describe(algorithm, bytes.byteLength * 8);
    return make(bytes, "secret", described, Boolean(extractable), usages, USAGES[described.name]);
  };
  const hmac = (algorithm, length) => ({ name: "HMAC", hash: { name: hashOf(algorithm) }, length });
  const aes = (_, length) => {
    if (!AES_BITS.includes(length)) throw new DOMException(`A key for AES has ${AES_BITS.join(", ")} bits, not ${length}`, "DataError");
    return { name: "AES-GCM", length };
  };
  const derivation = (name) => (format, data, _, extractable, usages) => {
    if (format !== "raw") throw unsupported(`importKey of ${name} with format ${format}`);
    if (extractable) throw new DOMException(`Keys for ${name} cannot be extractable`, "SyntaxError");
    return make(bufferOf(data).slice(0), "secret", { name }, false, usages, USAGES[name]);
  };

  // --- pairs ----------------------------------------------------------------------------------
  /** Reads a key into DER: whether it is private, and its bytes. */
  const read = (family, format, data) => {
    const parts = format === "jwk"
      ? MEMBERS[family].slice(0, 5).map((member) => data[member]).filter((part) => part !== undefined).map(fromBase64Url)
      : [bufferOf(data)];
    const isWhole = () => MEMBERS[family].slice(0, PUBLIC[family]).every((member) => data[member] !== undefined);
    const isFamily = format !== "jwk" || (data.kty === family && data.crv === CURVES[family] && isWhole());
    const der = isFamily ? host.importKey(family, format, parts) : undefined;
    if (der === undefined) throw new DOMException(`This is no key in the format ${format}`, "DataError");
    return [format === "pkcs8" || (format === "jwk" && data.d !== undefined), der];
  };
  const pairKey = (family, describe) => (format, data, algorithm, extractable, usages) => {
    if (!["spki", "pkcs8", "jwk"].includes(format) && (format !== "raw" || family === "RSA")) throw unsupported(`importKey with format ${format}`);
    const [isPrivate, der] = read(family, format, data);
    const [type, usage] = isPrivate ? ["private", "sign"] : ["public", "verify"];
    return make(der, type, describe(algorithm, isPrivate, der), Boolean(extractable), usages, [usage]);
  };
  const rsa = (algorithm, isPrivate, der) => {
    const [modulus, exponent] = host.keyParts("RSA", isPrivate, der).map((part) => new Uint8Array(part));
    const modulusLength = modulus.length * 8 - (Math.clz32(modulus[0]) - 24);
    return { name: RSA, modulusLength, publicExponent: exponent, hash: { name: hashOf(algorithm) } };
  };
  const ec = ({ namedCurve }) => {
    if (namedCurve !== CURVES.EC) throw unsupported(`The curve ${namedCurve}`);
    return { name: "ECDSA", namedCurve };
  };
  const ed = () => ({ name: ED });
  const familyOf = ({ name }) => ({ [RSA]: "RSA", ECDSA: "EC", [ED]: "OKP" })[name];
  const DESCRIBE = { RSA: rsa, EC: ec, OKP: ed };

  const KINDS = {
    HMAC: secretKey(hmac),
    "AES-GCM": secretKey(aes),
    PBKDF2: derivation("PBKDF2"),
    HKDF: derivation("HKDF"),
    [RSA]: pairKey("RSA", rsa),
    ECDSA: pairKey("EC", ec),
    [ED]: pairKey("OKP", ed),
  };
  const importKey = (format, data, algorithm, extractable, usages) => {
    const kind = KINDS[nameOf(algorithm)];
    if (kind === undefined) throw unsupported(`importKey for ${nameOf(algorithm)}`);
    return kind(format, data, algorithm, extractable, usages);
  };

  const jwkAlgorithm = ({ name, hash, length }) =>
    ({ HMAC: `HS${hash?.name.slice(4)}`, "AES-GCM": `A${length}GCM`, [RSA]: `RS${hash?.name.slice(4)}` })[name];
  const exportKey = (format, key) => {
    if (!key.extractable) throw new DOMException("The key is not extractable", "InvalidAccessError");
    const bytes = bytesOf(key);
    const family = familyOf(key.algorithm);
    const isPrivate = key.type === "private";
    const common = { alg: jwkAlgorithm(key.algorithm), ext: true, key_ops: [...key.usages] };
    if (family === undefined) {
      if (format === "raw") return bytes.slice(0);
      if (format === "jwk") return { kty: "oct", k: base64Url(bytes), ...common };
    } else if (format === "jwk") {
      const parts = host.keyParts(family, isPrivate, bytes).map((part, index) => [MEMBERS[family][index], base64Url(part)]);
      return { kty: family, crv: CURVES[family], ...Object.fromEntries(parts), ...common };
    } else if (format === (isPrivate ? "pkcs8" : "spki")) {
      return bytes.slice(0);
    } else if (format === "raw" && family !== "RSA" && !isPrivate) {
      const [x, y] = host.keyParts(family, isPrivate, bytes).map((part) => new Uint8Array(part));
      return y === undefined ? x.buffer : Uint8Array.of(4, ...x, ...y).buffer;
    }
    throw unsupported(`exportKey with format ${format}`);
  };

  const generateRsa = ({ modulusLength, publicExponent }) => {
    const exponent = new Uint8Array(bufferOf(publicExponent)).reduce((number, byte) => number * 256 + byte, 0);
    const isUsual = modulusLength >= RSA_BITS.min && modulusLength <= RSA_BITS.max && modulusLength % 8 === 0;
    if (!isUsual) throw unsupported(`An RSA key of ${modulusLength} bits`);
    if (!EXPONENTS.includes(exponent)) throw new DOMException(`An RSA key has ${EXPONENTS.join(" or ")} as its exponent`, "OperationError");
    const der = host.generateRsaKey(modulusLength, exponent, host.randomBytes(32));
    if (der === undefined) throw new DOMException("The key could not be made", "OperationError");
    return der;
  };
  const generatePair = (family, algorithm, extractable, usages) => {
    // Wrong ones are refused before anything is made.
    if (family === "RSA") hashOf(algorithm);
    else DESCRIBE[family](algorithm);
    let der = family === "RSA" ? generateRsa(algorithm) : undefined;
    // Not every number is a key.
    while (der === undefined) der = host.importKey(family, "secret", [host.randomBytes(32)]);
    const open = host.importKey(family, "jwk", host.keyParts(family, true, der).slice(0, PUBLIC[family]));
    const half = (bytes, type, isExtractable, usage) =>
      make(bytes, type, DESCRIBE[family](algorithm, type === "private", bytes), isExtractable, usages.filter((own) => own === usage), [usage]);
    return { privateKey: half(der, "private", Boolean(extractable), "sign"), publicKey: half(open, "public", true, "verify") };
  };
  /** How many bytes a new secret key has. */
  const lengthOf = (algorithm) => (algorithm.length === undefined ? BLOCK[hashOf(algorithm)] : algorithm.length / 8);
  const generateKey = (algorithm, extractable, usages) => {
    const name = nameOf(algorithm);
    const family = familyOf({ name });
    if (family !== undefined) return generatePair(family, algorithm, extractable, usages);
    if (name !== "HMAC" && name !== "AES-GCM") throw unsupported(`generateKey for ${name}`);
    return importKey("raw", host.randomBytes(lengthOf(algorithm)), algorithm, extractable, usages);
  };
  return { CryptoKey, bytesOf, exportKey, familyOf, generateKey, hashOf, importKey, lengthOf, nameOf, unsupported };
}
