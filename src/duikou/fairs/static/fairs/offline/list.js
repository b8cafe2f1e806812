// The door's list in memory: found by booking, by code, or by the marks of a whole name.
const LETTERS = /^[34679ACDEFGHJKMNPQRTWXY]{6}$/;
const HAN = /\p{Script=Han}/u;

export const codeOf = (text) => text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
export const looksLikeCode = (text) => LETTERS.test(codeOf(text));
export const shownCode = (code) => `${code.slice(0, 3)}-${code.slice(3)}`;

const folded = (name) => name.normalize("NFC").replace(/[・•‧·\s]/g, "").toLowerCase();

export class List {
  #byBooking = new Map();
  #byCode = new Map();

  constructor(text) {
    const said = JSON.parse(text);
    Object.assign(this, { fair: said.fair, made: said.made, over: said.over, salt: said.salt, bits: said.bits, tables: said.tables });
    for (const [booking, code, sequence, state, starts, ends, table, arrived, written, sound] of said.rows) {
      const row = { booking, code, sequence, state, starts, ends, table, arrived, written, sound };
      this.#byBooking.set(booking, row);
      this.#byCode.set(code, row);
    }
  }

  get size() { return this.#byBooking.size; }
  get live() { return [...this.#byBooking.values()].filter((row) => row.state === "confirmed").length; }
  booking(id) { return this.#byBooking.get(id); }
  code(text) { return this.#byCode.get(codeOf(text)); }
  employer(row) { return this.tables[row.table] ?? ""; }

  // Bookings that stand and may be of this whole name, the nearest time first; others may fit by chance.
  async named(text, now) {
    const name = folded(text);
    if (!name) return [];
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${this.salt}:${name}`));
    const mark = new Uint8Array(digest)[0] >> (8 - this.bits);
    const which = HAN.test(name) ? "written" : "sound";
    return [...this.#byBooking.values()]
      .filter((row) => row.state === "confirmed" && row[which] === mark)
      .sort((a, b) => a.arrived - b.arrived || Math.abs(a.starts - now) - Math.abs(b.starts - now));
  }
}
