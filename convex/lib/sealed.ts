/**
 * What the server has encrypted for us: AES-256-GCM, `v1.` and the base64url of nonce, ciphertext and tag,
 * with its purpose authenticated (`crates/identity/src/cipher.rs`). Works in actions.
 */

const version = "v1.";
const nonceLength = 12;

/** The text, if it was sealed for this purpose with this key of 64 hexadecimal digits; else null. */
export async function unsealed(
  purpose: string,
  sealed: string,
  hexKey: string | undefined,
): Promise<string | null> {
  if (!sealed.startsWith(version) || !/^[0-9a-f]{64}$/.test(hexKey ?? "")) {
    return null;
  }
  try {
    const bytes = fromBase64Url(sealed.slice(version.length));
    const raw = Uint8Array.from(hexKey!.match(/../g)!, (digits) => Number.parseInt(digits, 16));
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
    const algorithm = {
      name: "AES-GCM",
      iv: bytes.slice(0, nonceLength),
      additionalData: new TextEncoder().encode(purpose),
    };
    const text = await crypto.subtle.decrypt(algorithm, key, bytes.slice(nonceLength));
    return new TextDecoder().decode(text);
  } catch {
    return null;
  }
}

const fromBase64Url = (text: string) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
