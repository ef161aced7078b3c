// Reads and verifies the code of an authorisation in the browser, as rules/qr.py does:
//   ST2V1:NUMBER:SERVICE:SIDE:UNITS:FROM:UNTIL:PLACE:KEY:SIGNATURE   (Ed25519 over all before it, in base32)
const CONTEXT = "cauce-authorisation-v1\n";
const SIDES = { N: "", L: "izquierdo", R: "derecho", B: "ambos" };
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const CHECK = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export class Refused extends Error {}

const bytesOf = (text) => new TextEncoder().encode(text);
const isoDay = (text) => `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;

// Spare bits must be zero: a signature has one way to be written.
function base32(text) {
  const out = [];
  let bits = 0, value = 0;
  for (const letter of text) {
    const index = ALPHABET.indexOf(letter);
    if (index < 0) return null;
    value = (value << 5) | index;
    bits += 5;
    if (bits >= 8) { bits -= 8; out.push((value >>> bits) & 255); value &= (1 << bits) - 1; }
  }
  return value === 0 ? Uint8Array.from(out) : null;
}

const base64url = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

async function keyName(raw) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", raw));
  return [...hash.slice(0, 4)].map((n) => n.toString(16).padStart(2, "0")).join("").toUpperCase();
}

// Whether this browser verifies Ed25519 at all (and the page came by a safe line).
export async function able(keys) {
  try {
    await crypto.subtle.importKey("raw", base64url(keys[0]), { name: "Ed25519" }, false, ["verify"]);
    return true;
  } catch { return false; }
}

export async function verify(typed, keys) {
  const text = typed.replace(/\s+/g, "");
  const parts = text.split(":");
  if (parts[0] !== "ST2V1" || parts.length !== 10 || text.length > 600) throw new Refused("El texto no es el código QR de una autorización.");
  let key = null;
  for (const one of keys) { const raw = base64url(one); if (await keyName(raw) === parts[8]) key = raw; }
  if (!key) throw new Refused("El código se firmó con otra llave: abra esta página con línea para actualizar las llaves, y si sigue igual no lo acepte.");
  const signature = base32(parts[9]);
  const signed = bytesOf(CONTEXT + parts.slice(0, 9).join(":"));
  const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  if (!signature || signature.length !== 64 || !(await crypto.subtle.verify("Ed25519", imported, signature, signed))) throw new Refused("La firma no corresponde: el código fue alterado o está mal leído. No lo acepte.");
  return {
    number: printed(parts[1]), service: parts[2], side: SIDES[parts[3]], units: Number(parts[4]),
    since: isoDay(parts[5]), until: isoDay(parts[6]), place: parts[7],
  };
}

const printed = (n) => `${n.slice(0, 3)}-${n.slice(3, 7)}-${n.slice(7, 15)}-${n.slice(15)}`;

// ISO 7064 MOD 37,36 over a typed number; → its printed form, or "".
export function wellFormed(typed) {
  const text = typed.replace(/[\s\-–—]/g, "").toUpperCase();
  if (!/^ST22[01]\d{2}\d{8}[0-9A-Z]$/.test(text)) return "";
  let check = 36;
  for (const letter of text.slice(0, -1)) check = (((check + CHECK.indexOf(letter)) % 36 || 36) * 2) % 37;
  return (check + CHECK.indexOf(text.at(-1))) % 36 === 1 ? printed(text) : "";
}
