// The page “which window serves me”: asks the file that it has loaded, shows whom it leads to, and sends nothing.
import { atAddress, atPoint, exceptionsOf, open } from "./areas.js";
import { keepPages } from "./offline.js";

const by = (id) => document.getElementById(id);
const settings = JSON.parse(by("settings").textContent);
const say = (name, facts = {}) => settings.words[name].replace(/\{(\w+)\}/g, (_, key) => facts[key] ?? "…");
const inWords = (texts) => settings.languages.map((code) => texts[code]).find(Boolean) ?? Object.values(texts)[0] ?? "";
const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: settings.zone }).format();
const dayText = (day) => new Intl.DateTimeFormat(settings.language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(day));
const SVG = "http://www.w3.org/2000/svg";
const MOST_WIDE = 1000;

const part = (kind, text = "", className = "") => {
  const made = document.createElement(kind);
  made.textContent = text;
  made.className = className;
  return made;
};

// A centre's card as it stands on the page, to be shown again among the answer.
const cardOf = (key) => {
  const card = by(`centre-${key}`)?.cloneNode(true);
  if (!card) return null;
  const shown = part("div", "", "sheet stack-s which-answer");
  shown.append(...card.childNodes);
  return shown;
};

const exceptionLines = (book, answer) => exceptionsOf(book, answer.areas, today()).map(({ words, first, last, instead }) => {
  const text = say(last ? "until" : "now", { first: dayText(first), last: last && dayText(last), words: inWords(words) });
  const line = part("div", "", "banner warn stack-s");
  line.append(part("p", text));
  if (instead >= 0) {
    const key = book.centres[instead];
    const link = part("a", say("instead", { centre: by(`centre-${key}`)?.querySelector("h3")?.textContent ?? key }), "link");
    link.href = `#centre-${key}`;
    line.append(link);
  }
  return line;
});

const show = (book, answer, notes = []) => {
  const box = by("answer");
  const title = part("h2", say(answer.kind), "ruled");
  const lines = (answer.read ?? []).map(({ shown, number }) => say("read", { street: number === null ? shown : say("number", { street: shown, number }) }));
  const why = settings.words[answer.why] ? [say(answer.why, { near: Math.round(answer.near ?? 0) })] : [];
  if (answer.read?.some((one) => one.unsure)) why.push(say("unsure"));
  if (answer.kind === "none") why.push(say(book.general >= 0 ? "none_do" : "not_general"));
  const names = [...new Set(answer.areas.map((area) => inWords(book.areas[area].name)))];
  if (names.length && names.length < 5) lines.push(say("in_area", { area: names.join(" · ") }));
  const centres = answer.kind === "none" && book.general >= 0 ? [book.general] : answer.centres;
  const cards = centres.map((centre) => cardOf(book.centres[centre])).filter(Boolean);
  const print = part("button", by("print-word")?.textContent ?? document.querySelector("[data-print]")?.textContent ?? "", "btn quiet");
  print.type = "button";
  print.dataset.print = "";
  box.replaceChildren(title, ...lines.map((text) => part("p", text, "soft")), ...[...why, ...notes].map((text) => part("p", text)), ...exceptionLines(book, answer), ...cards, ...(print.textContent && cards.length ? [print] : []));
  box.hidden = false;
  document.body.classList.add("answered");
  box.focus({ preventScroll: true });
  box.scrollIntoView({ block: "nearest" });
  mark(answer.areas);
};

let drawn = null;

const mark = (areas, point = null) => {
  drawn?.paths.forEach((path, number) => path.classList.toggle("on", areas.includes(number)));
  if (!drawn || !point) return;
  const [x, y] = drawn.place(...point);
  drawn.dot.setAttribute("cx", x);
  drawn.dot.setAttribute("cy", y);
  drawn.dot.removeAttribute("visibility");
};

// The areas as lines, north up; drawn when the map is opened, and asked where it is tapped.
const draw = (book) => {
  const svg = by("map");
  const [west, south, east, north] = book.box;
  const wide = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = MOST_WIDE / Math.max((east - west) * wide, north - south);
  const place = (x, y) => [Math.round((x - west) * wide * scale * 10) / 10, Math.round((north - y) * scale * 10) / 10];
  const [width, height] = place(east, south);
  svg.setAttribute("viewBox", `-10 -10 ${width + 20} ${height + 20}`);
  const paths = book.areas.map((area) => {
    const path = document.createElementNS(SVG, "path");
    const ring = (pieces) => pieces.map((piece) => {
      const arc = book.arcs[piece < 0 ? ~piece : piece], points = [];
      for (let n = 0; n < arc.length; n += 2) points.push(place(arc[n], arc[n + 1]).join(" "));
      return (piece < 0 ? points.reverse() : points).join("L");
    }).join("L");
    path.setAttribute("d", area.rings.map((pieces) => `M${ring(pieces)}Z`).join(""));
    path.setAttribute("fill-rule", "evenodd");
    path.setAttribute("class", `c${area.centre % 5}`);
    svg.append(path);
    return path;
  });
  const dot = document.createElementNS(SVG, "circle");
  dot.setAttribute("r", 16);
  dot.setAttribute("visibility", "hidden");
  svg.append(dot);
  svg.addEventListener("click", (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const point = [west + at.x / (wide * scale), north - at.y / scale];
    const answer = atPoint(book, ...point);
    show(book, answer);
    mark(answer.areas, point);
  });
  drawn = { paths, dot, place };
};

const locate = (book) => {
  const box = by("answer");
  const denied = () => { box.replaceChildren(part("p", say("denied"), "banner note")); };
  box.hidden = false;
  box.replaceChildren(part("p", say("asking"), "soft"));
  if (!navigator.geolocation) return denied();
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    const answer = atPoint(book, coords.longitude, coords.latitude, coords.accuracy);
    show(book, answer, coords.accuracy > 200 ? [say("coarse", { metres: Math.round(coords.accuracy) })] : []);
    mark(answer.areas, [coords.longitude, coords.latitude]);
  }, denied, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
};

const start = async () => {
  if (!settings.file) return;
  const answer = await fetch(settings.file);
  if (!answer.ok) throw new Error(String(answer.status));
  const book = open(await answer.json());
  const ask = () => { if (by("address").value.trim()) show(book, atAddress(book, by("address").value)); };
  by("find").addEventListener("click", ask);
  by("address").addEventListener("keydown", (event) => { if (event.key === "Enter") ask(); });
  by("here").addEventListener("click", () => locate(book));
  by("map-fold")?.addEventListener("toggle", () => { if (!drawn) draw(book); }, { once: true });
  by("which").hidden = false;
};

start().then(() => keepPages(settings)).catch(() => {
  by("broken").textContent = say("broken");
  by("broken").hidden = false;
});
