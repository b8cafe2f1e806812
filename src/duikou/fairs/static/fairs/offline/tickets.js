// Reads tickets without the server: D1.<payload>.<signature>, ECDSA on P-256 over SHA-256 (RFC 7518, 3.4).
const LIST_MARK = "duikou door list\n";
const ALGORITHM = { name: "ECDSA", hash: "SHA-256" };
const encoder = new TextEncoder();

const bytes = (text) => {
  if (!/^[\w-]+$/.test(text)) throw new RangeError("not base64url");
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
};

// `key` is a JSON Web Key; null where the browser has no Web Crypto, as over plain http.
export const readKey = async ({ kty, crv, x, y }) => {
  if (!globalThis.crypto?.subtle) return null;
  return crypto.subtle.importKey("jwk", { kty, crv, x, y }, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
};

const holds = (key, signature, text) => crypto.subtle.verify(ALGORITHM, key, signature, encoder.encode(text));

// Whether a text is to be read as a ticket rather than as a code or a name.
export const looksLikeTicket = (text) => /^D[^.]*\.[^.]*\.[^.]*$/.test(text) || text.includes("://");

// {what: "ticket", booking, sequence}, or {what: "no_ticket" | "outdated" | "forged"}.
export const readTicket = async (key, text) => {
  const parts = text.trim().split(".");
  if (parts.length !== 3 || !/^D\d+$/.test(parts[0])) return { what: "no_ticket" };
  if (parts[0] !== "D1") return { what: "outdated" };
  let payload, signature;
  try {
    [payload, signature] = [bytes(parts[1]), bytes(parts[2])];
  } catch {
    return { what: "forged" };
  }
  if (payload.length !== 20 || signature.length !== 64) return { what: "forged" };
  if (!(await holds(key, signature, `${parts[0]}.${parts[1]}`))) return { what: "forged" };
  const booking = [...payload.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { what: "ticket", booking, sequence: new DataView(payload.buffer).getUint32(16) };
};

export const listHolds = async (key, text, signature) => {
  try {
    return await holds(key, bytes(signature), LIST_MARK + text);
  } catch {
    return false;
  }
};
