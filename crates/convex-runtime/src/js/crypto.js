// Web Crypto as far as digests and HMAC.
export default function install(host, web) {
  const { bufferOf } = web("encoding");
  const BLOCK = { "SHA-1": 64, "SHA-256": 64, "SHA-384": 128, "SHA-512": 128 };
  const nameOf = (algorithm) => String(typeof algorithm === "string" ? algorithm : algorithm?.name).toUpperCase();
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

  const hmacKey = (bytes, hash, extractable, usages) => {
    const name = nameOf(hash);
    if (!(name in BLOCK)) throw unsupported(`HMAC with ${name}`);
    const algorithm = { name: "HMAC", hash: { name }, length: bytes.byteLength * 8 };
    return new CryptoKey(secret, bytes, algorithm, Boolean(extractable), [...usages]);
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
      if (nameOf(algorithm) !== "HMAC") throw unsupported(`importKey for ${nameOf(algorithm)}`);
      if (format === "raw") return hmacKey(bufferOf(data).slice(0), algorithm.hash, extractable, usages);
      if (format === "jwk" && data.kty === "oct") return hmacKey(fromBase64Url(data.k), algorithm.hash, extractable, usages);
      throw unsupported(`importKey with format ${format}`);
    }
    async exportKey(format, key) {
      if (!key.extractable) throw new DOMException("The key is not extractable", "InvalidAccessError");
      const bytes = bytesOf(key);
      if (format === "raw") return bytes.slice(0);
      if (format !== "jwk") throw unsupported(`exportKey with format ${format}`);
      const alg = `HS${key.algorithm.hash.name.slice(4)}`;
      return { kty: "oct", k: base64Url(bytes), alg, ext: true, key_ops: [...key.usages] };
    }
    async generateKey(algorithm, extractable, usages) {
      if (host.phase() === 1) throw new Error("Can't use crypto.subtle.generateKey in queries and mutations. Please consider using an action.");
      if (nameOf(algorithm) !== "HMAC") throw unsupported(`generateKey for ${nameOf(algorithm)}`);
      const length = algorithm.length === undefined ? BLOCK[nameOf(algorithm.hash)] : algorithm.length / 8;
      return hmacKey(host.randomBytes(length), algorithm.hash, extractable, usages);
    }
    async sign(algorithm, key, data) {
      if (nameOf(algorithm) !== "HMAC") throw unsupported(`sign with ${nameOf(algorithm)}`);
      return host.hmac(key.algorithm.hash.name, bytesOf(key, "sign"), bufferOf(data));
    }
    async verify(algorithm, key, signature, data) {
      if (nameOf(algorithm) !== "HMAC") throw unsupported(`verify with ${nameOf(algorithm)}`);
      const expected = host.hmac(key.algorithm.hash.name, bytesOf(key, "verify"), bufferOf(data));
      return equal(new Uint8Array(expected), new Uint8Array(bufferOf(signature)));
    }
  }
  for (const name of ["encrypt", "decrypt", "deriveBits", "deriveKey", "wrapKey", "unwrapKey"]) {
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
