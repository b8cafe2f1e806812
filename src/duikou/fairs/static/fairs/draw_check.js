// Makes a draw again from its published file, in this browser, and names the first thing that differs. Written from the
// description of the draw alone (docs/adr/0025-a-draw-that-anybody-can-check.md), not from the program that drew.
(() => {
  const FACTS = ["draw", "title", "cap", "source", "source-name"];
  const KINDS = ["resource", "rank", "entry"];
  const KEY = /^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$/;
  const NUMBER = /^(0|[1-9][0-9]{0,6})$/;
  const UNSEEN = /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]|^ | $| {2}/;
  const SEEDS = {
    drand: /^[0-9a-f]{64}$/,
    nist: /^[0-9a-f]{128}$/,
    spoken: /^(dice:[1-6]{50,500}|balls:[0-9]{2}(-[0-9]{2}){5,19})$/,
  };
  const MOST = { bytes: 16 << 20, lines: 1e6, resources: 5e4, entries: 2e5, wishes: 200, inAll: 2e6, cap: 1000, text: 300 };
  const utf8 = new TextEncoder();

  class Fault extends Error {
    constructor(name, facts = {}) { super(name); this.facts = { name, ...facts }; }
  }
  const form = (line, said) => new Fault("form", { line: line + 1, said: (said ?? "").slice(0, 80) });

  // SHA-256 (FIPS 180-4) for pages without Web Crypto, which browsers give to https and to this computer itself only.
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
  const bits = (x) => ((x - Math.floor(x)) * 2 ** 32) >>> 0;
  const CUBES = primes.map((p) => bits(Math.cbrt(p)));
  const ROOTS = primes.slice(0, 8).map((p) => bits(Math.sqrt(p)));
  const own = (data) => {
    const size = ((data.length + 72) >> 6) << 6;
    const view = new DataView(new ArrayBuffer(size));
    new Uint8Array(view.buffer).set(data);
    view.setUint8(data.length, 0x80);
    view.setUint32(size - 8, Math.floor(data.length / 2 ** 29));
    view.setUint32(size - 4, data.length << 3);
    const sum = Uint32Array.from(ROOTS);
    const w = new Uint32Array(64);
    const turn = (x, n) => (x >>> n) | (x << (32 - n));
    for (let at = 0; at < size; at += 64) {
      for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + 4 * i);
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
      }
      let [a, b, c, d, e, f, g, h] = sum;
      for (let i = 0; i < 64; i++) {
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + CUBES[i] + w[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
      }
      [a, b, c, d, e, f, g, h].forEach((x, i) => { sum[i] += x; });
    }
    const out = new DataView(new ArrayBuffer(32));
    sum.forEach((x, i) => out.setUint32(4 * i, x));
    return new Uint8Array(out.buffer);
  };
  const sha256 = async (data) =>
    globalThis.crypto?.subtle ? new Uint8Array(await crypto.subtle.digest("SHA-256", data)) : own(data);
  const hex = (data) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");

  const textOf = (bytes) => {
    if (bytes.length > MOST.bytes) throw new Fault("long");
    let text;
    try { text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes); } catch { throw new Fault("text"); }
    if (!text.startsWith("duikou-draw 1\n")) throw new Fault("head");
    if (!text.endsWith("\n")) throw new Fault("cut");
    return text;
  };

  // The list, line by line: every line in its one form and its one place, or it is refused.
  const listOf = (lines) => {
    const fact = {};
    FACTS.forEach((name, at) => {
      const line = lines[at + 1] ?? "";
      if (!line.startsWith(`${name} `)) throw form(at + 1, line);
      fact[name] = line.slice(name.length + 1);
      const good = { cap: (x) => NUMBER.test(x) && x >= 1 && x <= MOST.cap, draw: (x) => KEY.test(x), source: (x) => KEY.test(x) };
      if (!(good[name] ?? isText)(fact[name])) throw form(at + 1, line);
    });
    const list = { ...fact, cap: Number(fact.cap), resources: new Map(), ranks: new Map(), entries: [], wishes: 0 };
    const codes = new Map();
    let before = [0, ""];
    for (let at = 6; at < lines.length; at++) {
      const [word, key, ...words] = lines[at].split(" ");
      const kind = KINDS.indexOf(word);
      if (kind < before[0] || !KEY.test(key ?? "") || (kind === before[0] && key <= before[1])) throw form(at, lines[at]);
      before = [kind, key];
      if (kind === 0) {
        const [places, ...label] = words;
        if (!NUMBER.test(places ?? "") || !isText(label.join(" "))) throw form(at, lines[at]);
        list.resources.set(key, { places: Number(places), label: label.join(" ") });
      } else {
        const known = kind === 1 || words.every((wish) => list.resources.has(wish));
        const enough = kind === 1 ? words.length && list.resources.has(key) : words.length <= MOST.wishes;
        if (!known || !enough || new Set(words).size < words.length) throw form(at, lines[at]);
        if (kind === 1) list.ranks.set(key, { words, at });
        else {
          codes.set(key, list.entries.length);
          list.entries.push({ code: key, wishes: words });
          list.wishes += words.length;
        }
      }
    }
    for (const { words, at } of list.ranks.values()) if (!words.every((code) => codes.has(code))) throw form(at, lines[at]);
    if (list.resources.size > MOST.resources || list.entries.length > MOST.entries || list.wishes > MOST.inAll) throw new Fault("long");
    return list;
  };
  const isText = (text) => text !== "" && !UNSEEN.test(text) && (text.length <= MOST.text || [...text].length <= MOST.text);

  const framed = (text) => `${utf8.encode(text).length}:${text},`;

  // The entries of a round in its order.
  const inOrder = async (entries, list, seed, round, tell) => {
    const begin = framed(seed) + framed(list.draw) + framed(String(round));
    const keyed = [];
    for (let at = 0; at < entries.length; at += 2000) {
      const part = entries.slice(at, at + 2000);
      const sums = await Promise.all(part.map((entry) => sha256(utf8.encode(begin + framed(entry.code)))));
      part.forEach((entry, i) => keyed.push([hex(sums[i]), entry]));
      tell?.(round, keyed.length, entries.length);
      await new Promise((go) => setTimeout(go)); // the page stays alive
    }
    keyed.sort(([a, one], [b, other]) => (a < b || (a === b && one.code < other.code) ? -1 : 1));
    return keyed.map(([, entry]) => entry);
  };

  // Every resource is a door with so many seats: whoever knocks sits down by their standing there, and if there is one
  // too many, the last one gets up and goes on to the next wish.
  const drawAgain = async (list, seed, tell) => {
    const free = new Map([...list.resources].map(([key, { places }]) => [key, places]));
    const named = new Map([...list.ranks].map(([key, { words }]) => [key, new Map(words.map((code, at) => [code, at]))]));
    const won = [];
    let taking = list.entries;
    for (const entry of taking) Object.assign(entry, { tried: 0, why: [] });
    for (let round = 1; round <= list.cap && taking.length; round++) {
      const queue = await inOrder(taking, list, seed, round, tell);
      const doors = new Map();
      queue.forEach((entry, turn) => { entry.turn = turn; });
      for (const first of queue) {
        let entry = first;
        while (entry && entry.tried < entry.wishes.length) {
          const wish = entry.wishes[entry.tried++];
          if (!doors.has(wish)) doors.set(wish, { seats: [], knocks: [] });
          const { seats, knocks } = doors.get(wish);
          const order = named.get(wish);
          const knock = { entry, standing: order?.get(entry.code) ?? (order?.size ?? 0) + entry.turn };
          knocks.push(knock);
          let low = 0, high = seats.length;
          while (low < high) { const mid = (low + high) >> 1; if (seats[mid].standing < knock.standing) low = mid + 1; else high = mid; }
          seats.splice(low, 0, knock);
          entry = seats.length > free.get(wish) ? seats.pop().entry : null;
        }
      }
      const winners = [];
      for (const [wish, { seats, knocks }] of doors) {
        const sitting = new Set(seats);
        knocks.sort((one, other) => one.standing - other.standing).forEach((knock, at) => {
          const got = sitting.has(knock);
          knock.entry.why.push({ wish, outcome: got ? "won" : "full", round, stood: at + 1, among: knocks.length, places: free.get(wish) });
          if (got) winners.push({ entry: knock.entry, wish });
        });
      }
      for (const [wish, { seats }] of doors) free.set(wish, free.get(wish) - seats.length);
      winners.sort((one, other) => one.entry.turn - other.entry.turn);
      for (const { entry, wish } of winners) won.push(`place ${round} ${entry.code} ${wish}`);
      taking = winners.map(({ entry }) => entry).filter((entry) => entry.tried < entry.wishes.length);
    }
    for (const entry of list.entries) {
      const at = new Map(entry.wishes.map((wish, i) => [wish, i]));
      entry.why.sort((one, other) => at.get(one.wish) - at.get(other.wish));
      for (const wish of entry.wishes.slice(entry.tried)) entry.why.push({ wish, outcome: "capped" });
    }
    return won;
  };

  const differs = (said, right, first) => {
    for (let at = 0; at < Math.max(said.length, right.length); at++) {
      const line = first + at + 1;
      if (at >= said.length) throw new Fault("missing", { count: said.length, wanted: right.length, right: right[at] });
      if (at >= right.length) throw new Fault("extra", { line, said: said[at].slice(0, 80) });
      if (said[at] !== right[at]) throw new Fault("place", { line, said: said[at].slice(0, 80), right: right[at] });
    }
  };

  // check(bytes, told, tell): what is in a file and the first thing that is wrong with it, if any. `told` is the hash
  // that was published before the draw, or empty; `tell(round, done, of)` hears how far it is.
  globalThis.drawCheck = async (bytes, told = "", tell = null) => {
    const found = { fault: null, list: null, sha256: "", seed: "", won: null };
    try {
      const text = textOf(bytes);
      const lines = text.slice(0, -1).split("\n");
      if (lines.length > MOST.lines) throw new Fault("long");
      const end = lines.findIndex((line) => line.startsWith("sha256 "));
      const count = end < 0 ? lines.length : end;
      const frozen = utf8.encode(lines.slice(0, count).map((line) => `${line}\n`).join(""));
      const list = listOf(lines.slice(0, count));
      found.sha256 = hex(await sha256(frozen));
      found.list = list;
      const hash = told.replace(/\s/g, "").toLowerCase();
      if (hash && hash !== found.sha256) throw new Fault("told", { found: found.sha256 });
      if (end < 0) return found;
      if (lines[end] !== `sha256 ${found.sha256}`) throw new Fault("list", { line: end + 1, found: found.sha256, said: lines[end].slice(7, 80) });
      const seed = /^seed (.*)$/.exec(lines[end + 1] ?? "")?.[1] ?? "";
      if (!Object.hasOwn(SEEDS, list.source) || !SEEDS[list.source].test(seed)) throw new Fault("seed", { line: end + 2, said: (lines[end + 1] ?? "").slice(0, 80) });
      found.seed = seed;
      found.won = await drawAgain(list, seed, tell);
      const last = lines.length - 1, closed = lines[last].startsWith("end ");
      differs(lines.slice(end + 2, closed ? last : lines.length), found.won, end + 2);
      if (!closed) throw new Fault("cut");
      const above = utf8.encode(lines.slice(0, last).map((line) => `${line}\n`).join(""));
      if (lines[last] !== `end ${hex(await sha256(above))}`) throw new Fault("end", { line: last + 1 });
    } catch (wrong) {
      found.fault = wrong instanceof Fault ? wrong.facts : { name: "broken", said: String(wrong) };
    }
    return found;
  };
  globalThis.drawCheck.own = (data) => hex(own(data));
})();
