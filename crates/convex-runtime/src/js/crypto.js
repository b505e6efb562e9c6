// Web Crypto as far as digests, HMAC and AES-GCM with nonces of 96 and tags of 128 bits.
export default function install(host, web) {
  const { bufferOf } = web("encoding");
  const BLOCK = { "SHA-1": 64, "SHA-256": 64, "SHA-384": 128, "SHA-512": 128 };
  const nameOf = (algorithm) => String(typeof algorithm === "string" ? algorithm : algorithm?.name).toUpperCase();
  /** What keys of an algorithm may be for. */
  const USAGES = { HMAC: ["sign", "verify"], "AES-GCM": ["encrypt", "decrypt", "wrapKey", "unwrapKey"] };
  const AES_BITS = [128, 192, 256];
  const NONCE_LENGTH = 12;
  const TAG_BITS = 128;
  const SHORT_TAG_BITS = [32, 64, 96, 104, 112, 120];
  const unsupported = (what) => new DOMException(`${what} is not supported`, "NotSupportedError");
  const equal = (a, b) => {
    let difference = a.length ^ b.length;
    for (let index = 0; index < Math.min(a.length, b.length); index += 1) difference |= a[index] ^ b[index];
    return difference === 0;
  };
  const secret = Symbol("CryptoKey");

  class CryptoKey {
    #bytes;
    constructor(key, bytes, algorithm, extractable, usages) {
      if (key !== secret) throw new TypeError("Illegal constructor");
      this.#bytes = bytes;
      Object.assign(this, { type: "secret", algorithm, extractable, usages });
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

  /** The bytes of a key that is for the algorithm and permits the use. */
  const bytesFor = (algorithm, key, usage) => {
    const name = nameOf(algorithm);
    if (key.algorithm.name !== name) throw new DOMException(`The key is not for ${name}`, "InvalidAccessError");
    return bytesOf(key, usage);
  };
  const secretKey = (bytes, algorithm, extractable, usages) => {
    const permitted = USAGES[algorithm.name];
    if (usages.length === 0 || usages.some((usage) => !permitted.includes(usage))) {
      throw new DOMException(`Keys for ${algorithm.name} are for ${permitted.join(", ")}`, "SyntaxError");
    }
    return new CryptoKey(secret, bytes, algorithm, Boolean(extractable), [...usages]);
  };
  const hmacKey = (bytes, { hash }, extractable, usages) => {
    const name = nameOf(hash);
    if (!(name in BLOCK)) throw unsupported(`HMAC with ${name}`);
    const algorithm = { name: "HMAC", hash: { name }, length: bytes.byteLength * 8 };
    return secretKey(bytes, algorithm, extractable, usages);
  };
  const aesKey = (bytes, _, extractable, usages) => {
    const length = bytes.byteLength * 8;
    if (!AES_BITS.includes(length)) throw new DOMException(`A key for AES has ${AES_BITS.join(", ")} bits, not ${length}`, "DataError");
    return secretKey(bytes, { name: "AES-GCM", length }, extractable, usages);
  };
  const KEYS = { HMAC: hmacKey, "AES-GCM": aesKey };
  const jwkAlgorithm = ({ name, hash, length }) => (name === "HMAC" ? `HS${hash.name.slice(4)}` : `A${length}GCM`);

  const gcm = (usage, algorithm, key, data) => {
    if (nameOf(algorithm) !== "AES-GCM") throw unsupported(`${usage} with ${nameOf(algorithm)}`);
    const { iv, additionalData, tagLength = TAG_BITS } = algorithm;
    const nonce = bufferOf(iv);
    if (nonce.byteLength !== NONCE_LENGTH) throw unsupported(`An iv of ${nonce.byteLength} bytes, which is not ${NONCE_LENGTH},`);
    if (SHORT_TAG_BITS.includes(tagLength)) throw unsupported(`A tag of ${tagLength} bits`);
    if (tagLength !== TAG_BITS) throw new DOMException(`A tag cannot have ${tagLength} bits`, "OperationError");
    const bytes = bytesFor(algorithm, key, usage);
    const result = host.aesGcm(usage === "encrypt", bytes, nonce, bufferOf(additionalData), bufferOf(data));
    if (result === undefined) throw new DOMException("The data was not encrypted with this key, iv and additional data", "OperationError");
    return result;
  };
  const base64Url = (buffer) => web("encoding").btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const fromBase64Url = (text) =>
    Uint8Array.from(web("encoding").atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0)).buffer;

  class SubtleCrypto {
    async digest(algorithm, data) {
      return host.digest(nameOf(algorithm), bufferOf(data));
    }
    async importKey(format, data, algorithm, extractable, usages) {
      const make = KEYS[nameOf(algorithm)];
      if (make === undefined) throw unsupported(`importKey for ${nameOf(algorithm)}`);
      if (format === "raw") return make(bufferOf(data).slice(0), algorithm, extractable, usages);
      if (format === "jwk" && data.kty === "oct") return make(fromBase64Url(data.k), algorithm, extractable, usages);
      throw unsupported(`importKey with format ${format}`);
    }
    async exportKey(format, key) {
      if (!key.extractable) throw new DOMException("The key is not extractable", "InvalidAccessError");
      const bytes = bytesOf(key);
      if (format === "raw") return bytes.slice(0);
      if (format !== "jwk") throw unsupported(`exportKey with format ${format}`);
      return { kty: "oct", k: base64Url(bytes), alg: jwkAlgorithm(key.algorithm), ext: true, key_ops: [...key.usages] };
    }
    async generateKey(algorithm, extractable, usages) {
      if (host.phase() === 1) throw new Error("Can't use crypto.subtle.generateKey in queries and mutations. Please consider using an action.");
      const make = KEYS[nameOf(algorithm)];
      if (make === undefined) throw unsupported(`generateKey for ${nameOf(algorithm)}`);
      const length = algorithm.length === undefined ? BLOCK[nameOf(algorithm.hash)] : algorithm.length / 8;
      return make(host.randomBytes(length), algorithm, extractable, usages);
    }
    async encrypt(algorithm, key, data) {
      return gcm("encrypt", algorithm, key, data);
    }
    async decrypt(algorithm, key, data) {
      return gcm("decrypt", algorithm, key, data);
    }
    async sign(algorithm, key, data) {
      if (nameOf(algorithm) !== "HMAC") throw unsupported(`sign with ${nameOf(algorithm)}`);
      const bytes = bytesFor(algorithm, key, "sign");
      return host.hmac(key.algorithm.hash.name, bytes, bufferOf(data));
    }
    async verify(algorithm, key, signature, data) {
      if (nameOf(algorithm) !== "HMAC") throw unsupported(`verify with ${nameOf(algorithm)}`);
      const bytes = bytesFor(algorithm, key, "verify");
      const expected = host.hmac(key.algorithm.hash.name, bytes, bufferOf(data));
      return equal(new Uint8Array(expected), new Uint8Array(bufferOf(signature)));
    }
  }
  for (const name of ["deriveBits", "deriveKey", "wrapKey", "unwrapKey"]) {
    SubtleCrypto.prototype[name] = async () => {
      throw unsupported(`crypto.subtle.${name}`);
    };
  }

  class Crypto {
    #subtle = new SubtleCrypto();
    get subtle() {
      return this.#subtle;
    }
    getRandomValues(array) {
      if (!ArrayBuffer.isView(array) || array instanceof DataView || array instanceof Float32Array || array instanceof Float64Array) {
        throw new DOMException("The argument is not an integer typed array", "TypeMismatchError");
      }
      if (array.byteLength > 65536) {
        throw new DOMException("More than 65536 random bytes were requested", "QuotaExceededError");
      }
      const bytes = new Uint8Array(host.randomBytes(array.byteLength));
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(bytes);
      return array;
    }
    randomUUID() {
      const bytes = new Uint8Array(host.randomBytes(16));
      bytes[6] = (bytes[6] & 0x0f) | 0x40;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    }
  }
  return { crypto: new Crypto(), Crypto, SubtleCrypto, CryptoKey };
}
