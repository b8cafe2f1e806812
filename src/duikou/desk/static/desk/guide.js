// The guide: ticks are kept in this browser alone, and its pages are kept for when the network is gone.
import { keepPages } from "./offline.js";

const settings = JSON.parse(document.getElementById("settings").textContent);
const boxes = [...document.querySelectorAll("[data-tick]")];
const said = document.getElementById("ticks-said");
const NAME = "duikou-guide";

const read = () => {
  try { const found = JSON.parse(localStorage.getItem(NAME) ?? "[]"); return new Set(Array.isArray(found) ? found : []); } catch { return null; }
};
// Whether it is kept: storage may be full, or shut by the browser.
const write = (ticks) => {
  try { localStorage.setItem(NAME, JSON.stringify([...ticks])); return true; } catch { return false; }
};

const tell = (kept) => {
  const done = boxes.filter((box) => box.checked).length;
  said.textContent = `${settings.words.done.replace("{done}", done).replace("{all}", boxes.length)} · ${kept ? settings.words.kept : settings.words.full}`;
  said.hidden = false;
};

if (boxes.length) {
  const ticks = read();
  boxes.forEach((box) => { box.checked = Boolean(ticks?.has(box.dataset.tick)); });
  tell(ticks !== null);
  document.addEventListener("change", ({ target }) => {
    if (!target.dataset?.tick) return;
    const now = read() ?? new Set();
    if (target.checked) now.add(target.dataset.tick); else now.delete(target.dataset.tick);
    tell(write(now));
  });
}
keepPages(settings);
