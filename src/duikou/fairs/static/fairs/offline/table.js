// The table on a device: today's people of the stand, who is talking, and what comes of it. It asks the server only to send
// what was tapped and to renew the list.
import { clockText, lineOf, openTable, say, settings, troubleOf, words } from "./table_session.js";
import { NEEDS_NETWORK, stepOf, tapOf } from "./taps.js";

const by = (id) => document.getElementById(id);
const list = by("list");
let session = null;
let refused = false;

const part = (kind, text = "", className = "") => {
  const made = document.createElement(kind);
  made.textContent = text;
  made.className = className;
  return made;
};

const put = (element, text) => { if (element.textContent !== text) element.textContent = text; };

const SIGNS = { talking: "now", called: "now", here: "done", late: "late", absent: "gone", expected: "", done: "done" };

const stateOf = (row) => part("span", row.where === "done" ? settings.outcomes[row.outcome] ?? say("over") : words[row.where], `state ${SIGNS[row.where]}`);

const shownCode = (code) => `${code.slice(0, 3)}-${code.slice(3)}`;
const titleOf = (row) => row.name || row.number || (row.code ? shownCode(row.code) : say("unbooked"));

const tapped = async (row, step) => {
  refused = false;
  await session.tap({ row, step });
  render();
  (list.querySelector(`[data-row="${row.id}"] button`) ?? by("list-title")).focus();
};

const button = (row, wanted, label, className) => {
  const step = stepOf(row, wanted, settings.outcomes);
  if (!step) return null;
  const made = part("button", label, className);
  made.type = "button";
  made.append(part("span", ` ${titleOf(row)}`, "hush"));
  made.addEventListener("click", () => tapped(row, step));
  return made;
};

const buttonsOf = (row) => {
  if (row.where === "done") return [button(row, "back", say("back"), "link")];
  if (row.where !== "talking") return [button(row, "start", say("start"), "btn quiet"), row.where === "called" && button(row, "back", say("back"), "link")];
  if (!row.booked) return [button(row, "done", say("done"), "btn")];
  return [...Object.entries(settings.outcomes).map(([key, name]) => button(row, key, name, "btn quiet")), button(row, "back", say("back"), "link")];
};

const line = (row) => {
  const made = part("li");
  made.dataset.row = row.id;
  const box = part("div", "", `talk${row.where === "talking" ? " sheet big" : ""}`);
  const time = part("p", "", "time num");
  time.append(part("strong", clockText(row.starts)));
  const who = part("div", "", "who");
  const name = part("p", titleOf(row), "name");
  if (row.name && row.number) name.append(" ", part("span", row.number, "badge num"));
  who.append(name);
  const facts = [row.post, row.code && titleOf(row) !== shownCode(row.code) ? shownCode(row.code) : ""].filter(Boolean).join(" · ");
  if (facts || !row.booked) who.append(part("p", facts || say("unbooked"), "soft"));
  const state = part("p");
  state.append(stateOf(row));
  who.append(state);
  if (row.waits) who.append(part("p", say("kept_here"), "state late"));
  const does = part("div", "", "does row tight");
  does.append(...buttonsOf(row).filter(Boolean));
  box.append(time, who, does);
  made.append(box);
  return made;
};

const render = () => {
  if (!session) return;
  const [text, sign] = lineOf(session);
  put(by("line"), text);
  by("line").className = `state ${sign}`;
  put(by("whose"), session.list ? [session.list.table ? say("table", { number: session.list.table }) : "", session.list.employer].filter(Boolean).join(" · ") : "");
  put(by("kept"), [
    session.list ? say("listed", { count: session.list.rows.length, at: clockText(session.list.made) }) : say("no_list"),
    session.keeps === false ? say("not_kept") : "",
  ].filter(Boolean).join(" "));
  put(by("trouble"), troubleOf(session));
  by("trouble").hidden = !by("trouble").textContent;
  by("again").hidden = session.state !== "sign_in";
  const odd = session.list?.odd ?? 0;
  by("odd").hidden = !odd;
  put(by("odd").firstElementChild, say("odd", { count: odd }));
  const calm = session.state === "connected" && !session.queue.waiting();
  by("on").hidden = !calm;
  by("calling").hidden = session.state === "connected" && !refused;
  put(by("calling"), say(refused ? "calling_tapped" : "calling"));
  const rows = session.rows();
  by("nobody").hidden = Boolean(rows.length);
  put(by("nobody"), say("nobody"));
  const held = list.contains(document.activeElement) ? document.activeElement.closest("[data-row]")?.dataset.row : null;
  const first = (row) => (row.where === "talking" ? 0 : row.where === "called" ? 1 : 2);
  list.replaceChildren(...rows.sort((a, b) => first(a) - first(b) || a.starts - b.starts).map(line));
  if (held) list.querySelector(`[data-row="${held}"] button`)?.focus();
};

addEventListener("beforeunload", (event) => { if (session?.queue.fragile()) event.preventDefault(); });

openTable((opened) => { session ??= opened; render(); }).then((opened) => {
  session = opened;
  document.documentElement.dataset.table = "open";
  render();
  // What somebody pressed on the usual page while the network went away.
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    const tap = data?.form && session.list && tapOf(data, session.list.rows, settings.outcomes);
    if (tap === NEEDS_NETWORK) refused = true;
    else if (tap) tapped(tap.row, tap.step);
    render();
  });
  navigator.serviceWorker?.controller?.postMessage("anything typed?");
});
