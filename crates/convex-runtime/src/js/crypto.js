// Web Crypto: digests, HMAC, AES-GCM with nonces of 96 and tags of 128 bits, RSASSA-PKCS1-v1_5, ECDSA over P-256,
// Ed25519, and keys derived with PBKDF2 and HKDF.
export default function install(host, web) {
  const { bufferOf, encode } = web("encoding");
  const { CryptoKey, bytesOf, exportKey, familyOf, generateKey, hashOf, importKey, lengthOf, nameOf, unsupported } = web("keys");
  const NONCE_LENGTH = 12;
  const TAG_BITS = 128;
  const SHORT_TAG_BITS = [32, 64, 96, 104, 112, 120];
  const equal = (a, b) => {
    let difference = a.length ^ b.length;
    for (let index = 0; index < Math.min(a.length, b.length); index += 1) difference |= a[index] ^ b[index];
    return difference === 0;
  };

  /** The bytes of a key that is for the algorithm and permits the use. */
  const bytesFor = (algorithm, key, usage) => {
    const name = nameOf(algorithm);
    if (key.algorithm.name !== name) throw new DOMException(`The key is not for ${name}`, "InvalidAccessError");
    return bytesOf(key, usage);
  };

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
  /** Derives so many bits; null are as many as there are, which no algorithm here knows. */
  const derive = (usage, algorithm, key, length) => {
    const name = nameOf(algorithm);
    if (name !== "PBKDF2" && name !== "HKDF") throw unsupported(`${usage} with ${name}`);
    const bytes = bytesFor(algorithm, key, usage);
    if (length === null || length % 8 !== 0) throw new DOMException(`A key cannot have ${length} bits`, "OperationError");
    const { salt, info, iterations } = algorithm;
    if (name === "HKDF") return host.hkdf(hashOf(algorithm), bytes, bufferOf(salt), bufferOf(info), length / 8);
    if (!(iterations > 0)) throw new DOMException("PBKDF2 needs iterations", "OperationError");
    return host.pbkdf2(hashOf(algorithm), bytes, bufferOf(salt), iterations, length / 8);
  };
  /** scrypt as packages offer it, for the shortcut in their code. Undefined where that has to run, which knows what to say. */
  const scrypt = (password, salt, options) => {
    const { N, r, p, dkLen = 32, maxmem = Infinity, onProgress } = options ?? {};
    const isCount = (number) => Number.isInteger(number) && number > 0 && number < 2 ** 32;
    if (onProgress !== undefined || ![N, r, p, dkLen].every(isCount) || !(128 * r * (N + p) <= maxmem)) return undefined;
    const inputs = [password, salt];
    if (!inputs.every((input) => typeof input === "string" || input instanceof Uint8Array)) return undefined;
    const key = host.scrypt(...inputs.map((input) => bufferOf(typeof input === "string" ? encode(input) : input)), N, r, p, dkLen);
    return key === undefined ? undefined : new Uint8Array(key);
  };
  /** The hash that a key signs with; ECDSA says it with every signature, and Ed25519 has its own. */
  const signingHash = (algorithm, key) => {
    if (familyOf(key.algorithm) === "OKP") return "";
    return hashOf(key.algorithm.hash === undefined ? algorithm : key.algorithm);
  };

  class SubtleCrypto {
    async digest(algorithm, data) {
      return host.digest(nameOf(algorithm), bufferOf(data));
    }
    async importKey(format, data, algorithm, extractable, usages) {
      return importKey(format, data, algorithm, extractable, usages);
    }
    async exportKey(format, key) {
      return exportKey(format, key);
    }
    async generateKey(algorithm, extractable, usages) {
      if (host.phase() === 1) throw new Error("Can't use crypto.subtle.generateKey in queries and mutations. Please consider using an action.");
      return generateKey(algorithm, extractable, usages);
    }
    async deriveBits(algorithm, key, length) {
      return derive("deriveBits", algorithm, key, length);
    }
    async deriveKey(algorithm, key, derived, extractable, usages) {
      const bytes = derive("deriveKey", algorithm, key, lengthOf(derived) * 8);
      return importKey("raw", bytes, derived, extractable, usages);
    }
    async encrypt(algorithm, key, data) {
      return gcm("encrypt", algorithm, key, data);
    }
    async decrypt(algorithm, key, data) {
      return gcm("decrypt", algorithm, key, data);
    }
    async sign(algorithm, key, data) {
      const bytes = bytesFor(algorithm, key, "sign");
      const family = familyOf(key.algorithm);
      const hash = signingHash(algorithm, key);
      if (family === undefined) return host.hmac(hash, bytes, bufferOf(data));
      const signature = host.signWithKey(family, hash, bytes, bufferOf(data));
      if (signature === undefined) throw new DOMException("The key cannot sign this", "OperationError");
      return signature;
    }
    async verify(algorithm, key, signature, data) {
      const bytes = bytesFor(algorithm, key, "verify");
      const family = familyOf(key.algorithm);
      const hash = signingHash(algorithm, key);
      if (family !== undefined) return host.verifyWithKey(family, hash, bytes, bufferOf(signature), bufferOf(data));
      return equal(new Uint8Array(host.hmac(hash, bytes, bufferOf(data))), new Uint8Array(bufferOf(signature)));
    }
  }
  for (const name of ["wrapKey", "unwrapKey"]) {
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
  return { crypto: new Crypto(), Crypto, SubtleCrypto, CryptoKey, scrypt };
}
