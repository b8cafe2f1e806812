// Which centre serves an address or a point: answered here, in the browser, from one small file. Nothing is sent anywhere.
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const METRES_A_DEGREE = (6371008.8 * Math.PI) / 180;
const LEAST_METRES = 15, MOST_METRES = 200;

// The numbers of a text, as duikou.desk.areas.encoding writes them.
const readNumbers = (text) => {
  const values = new Int8Array(128);
  for (let at = 0; at < 64; at += 1) values[LETTERS.charCodeAt(at)] = at;
  const numbers = new Int32Array(text.length);
  let count = 0, value = 0, shift = 0;
  for (let at = 0; at < text.length; at += 1) {
    const bits = values[text.charCodeAt(at)];
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers[count] = value & 1 ? -(value >> 1) : value >> 1;
    count += 1;
    value = shift = 0;
  }
  return numbers.subarray(0, count);
};

// Pieces of borders as flat lists of degrees: east, north, east, north …
const readOutline = (text, units) => {
  const numbers = readNumbers(text), arcs = [];
  let at = 0, x = 0, y = 0;
  while (at < numbers.length) {
    const arc = new Float64Array(2 * numbers[at]);
    at += 1;
    for (let n = 0; n < arc.length; n += 2) {
      x += numbers[at]; y += numbers[at + 1]; at += 2;
      arc[n] = x / units; arc[n + 1] = y / units;
    }
    arcs.push(arc);
  }
  return arcs;
};

const boxOf = (points) => {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const arc of points) for (let n = 0; n < arc.length; n += 2) {
    if (arc[n] < box[0]) box[0] = arc[n];
    if (arc[n] > box[2]) box[2] = arc[n];
    if (arc[n + 1] < box[1]) box[1] = arc[n + 1];
    if (arc[n + 1] > box[3]) box[3] = arc[n + 1];
  }
  return box;
};

// The file, made ready to be asked: the boxes are the index.
export const open = (file) => {
  if (file.version !== 1) throw new Error(`a file of version ${file.version}`);
  const arcs = readOutline(file.outline, file.units);
  const areas = file.areas.map(([centre, name, rings, exceptions]) => {
    const border = rings.flat().map((piece) => arcs[piece < 0 ? ~piece : piece]);
    return { centre, name, rings, exceptions, border, box: boxOf(border) };
  });
  const streets = file.streets.map(([shown, rules]) => ({ shown, rules, name: plain(shown) }));
  return { ...file, arcs, areas, streets, box: boxOf(arcs) };
};

// Whether a point lies in what the borders enclose, by the even-odd rule: which way round a piece runs does not matter.
const holds = (border, x, y) => {
  let inside = false;
  for (const arc of border) for (let n = 2; n < arc.length; n += 2) {
    const low = arc[n - 1], high = arc[n + 1];
    if ((low > y) !== (high > y) && x < arc[n - 2] + ((y - low) / (high - low)) * (arc[n] - arc[n - 2])) inside = !inside;
  }
  return inside;
};

// Metres from a point to the nearest piece of the borders.
const distance = (border, x, y) => {
  const across = METRES_A_DEGREE * Math.cos((y * Math.PI) / 180);
  let least = Infinity;
  for (const arc of border) for (let n = 2; n < arc.length; n += 2) {
    const ax = (arc[n - 2] - x) * across, ay = (arc[n - 1] - y) * METRES_A_DEGREE;
    const dx = (arc[n] - arc[n - 2]) * across, dy = (arc[n + 1] - arc[n - 1]) * METRES_A_DEGREE;
    const length = dx * dx + dy * dy;
    const part = length ? Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length)) : 0;
    least = Math.min(least, (ax + part * dx) ** 2 + (ay + part * dy) ** 2);
  }
  return Math.sqrt(least);
};

const centresOf = (book, areas) => [...new Set(areas.map((area) => book.areas[area].centre))];

const answer = (book, areas, why, more = {}) => {
  const centres = centresOf(book, areas);
  const kind = centres.length === 0 ? "none" : centres.length === 1 ? "one" : "several";
  return { kind, centres, areas, why, ...more };
};

// Who serves a point (degrees, WGS 84) that is known to within `accuracy` metres. Within as many metres of a border, at least
// `border` of the file and at most 200, the areas on both sides are named.
export const atPoint = (book, east, north, accuracy = 0) => {
  const near = Math.min(MOST_METRES, Math.max(book.border ?? LEAST_METRES, accuracy));
  const up = near / METRES_A_DEGREE, right = up / Math.cos((north * Math.PI) / 180);
  const inside = [], beside = [];
  book.areas.forEach((area, number) => {
    const [west, south, eastern, northern] = area.box;
    if (east < west - right || east > eastern + right || north < south - up || north > northern + up) return;
    if (holds(area.border, east, north)) inside.push(number);
    else if (distance(area.border, east, north) <= near) beside.push(number);
  });
  const centres = centresOf(book, [...inside, ...beside]);
  if (!inside.length && beside.length) return answer(book, beside, "beside", { near });
  if (centres.length > 1) {
    const overlap = centresOf(book, inside).length > 1;
    return answer(book, [...inside, ...beside], overlap ? "overlap" : "border", { near });
  }
  return answer(book, inside, inside.length ? "inside" : "outside", { near });
};

// Chinese numerals before 号 and the like as digits: 五一路十二号 is 五一路12号.
const DIGITS = { 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const PLACES = { 十: 10, 百: 100, 千: 1000 };
const valueOf = (numeral) => {
  if (![...numeral].some((sign) => PLACES[sign])) return Number([...numeral].map((sign) => DIGITS[sign]).join(""));
  let value = 0, digit = null;
  for (const sign of numeral) {
    if (PLACES[sign]) { value += (digit ?? 1) * PLACES[sign]; digit = null; }
    else if (DIGITS[sign]) digit = DIGITS[sign];
  }
  return value + (digit ?? 0);
};
const asDigits = (text) => text.replace(/([零〇一二两三四五六七八九十百千]+)(?=[号弄栋幢座])/g, (numeral) => valueOf(numeral));

// One width, small letters, numbers in digits, no spaces or marks: what duikou.desk.areas.streets.plain makes.
export const plain = (text) => asDigits(text.normalize("NFKC")).toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

// The number beside a street's name: behind it, or before it as in “12 Renmin Road”.
const numberBeside = (text, start, end) => {
  const behind = /^(?:第|no)?(\d{1,5})(?!\d)/.exec(text.slice(end));
  const before = /(?:^|\D)(\d{1,5})$/.exec(text.slice(0, start));
  const found = behind ?? (/^[a-z]/.test(text.slice(start)) ? before : null);
  return found ? Number(found[1]) : null;
};

// A name that goes on before what we know may be another street: 新人民路 is not 人民路. Divisions and marks end a name.
const ENDS_A_NAME = /[省市区县旗州盟镇乡村组街道社区号路巷弄院内近靠]$|[\da-z]$/;

const within = ([, first, last, parity], number) =>
  number >= first && number <= last && (!parity || number % 2 === parity % 2);

// The areas that a street's rules give for a number; all that serve a part of it when there is none.
const byRules = (rules, number) => {
  const served = new Set(), out = new Set();
  for (const rule of rules) {
    if (number === null ? !rule[4] : within(rule, number)) (rule[4] ? out : served).add(rule[0]);
  }
  return [...served].filter((area) => !out.has(area));
};

const wholeStreet = (book, rules, area) =>
  rules.some((rule) => rule[0] === area && !rule[4] && rule[1] === 0 && rule[2] >= book.last_number && !rule[3]) &&
  !rules.some((rule) => rule[0] === area && rule[4]);

// Who serves an address, by the names of streets and compounds in it, the longest first, and the number beside each.
export const atAddress = (book, typed) => {
  const text = plain(typed);
  const found = [];
  for (const street of book.streets) {
    for (let start = text.indexOf(street.name); start >= 0; start = text.indexOf(street.name, start + 1)) {
      found.push({ street, start, end: start + street.name.length });
    }
  }
  found.sort((a, b) => b.end - b.start - (a.end - a.start));
  const read = [];
  for (const one of found) {
    if (read.some((other) => one.start < other.end && other.start < one.end)) continue;
    const before = text.slice(0, one.start);
    read.push({
      ...one,
      shown: one.street.shown,
      number: numberBeside(text, one.start, one.end),
      unsure: before !== "" && !ENDS_A_NAME.test(before),
    });
  }
  if (!read.length) return answer(book, [], "unknown", { read: [] });
  const told = read.map(({ shown, number, unsure }) => ({ shown, number, unsure }));
  const sets = read.map(({ street, number }) => byRules(street.rules, number));
  const known = sets.filter((areas) => areas.length);
  if (!known.length) return answer(book, [], "number_outside", { read: told });
  const shared = known.reduce((left, right) => left.filter((area) => right.includes(area)));
  const areas = shared.length ? shared : [...new Set(known.flat())];
  const several = centresOf(book, areas).length > 1;
  const part = read.some(({ street, number }, at) => number === null && sets[at].some((area) => !wholeStreet(book, street.rules, area)));
  const why = !shared.length ? "streets_differ" : part && read.length === 1 ? "number_needed" : several ? "said_twice" : "street";
  return answer(book, areas, why, { read: told });
};

// What is otherwise today (a date, YYYY-MM-DD, in the city) in these areas: words, days, and who serves instead.
export const exceptionsOf = (book, areas, today) => areas.flatMap((area) => book.areas[area].exceptions
  .filter(([, , last]) => !last || last >= today)
  .map(([words, first, last, instead]) => ({ area, words, first, last, instead, now: first <= today })));
