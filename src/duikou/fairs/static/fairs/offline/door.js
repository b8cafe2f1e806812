// The door on a telephone: finds tickets, codes and names in the list that is kept, lets people in, and says how things
// stand. It asks the server only to send what it has done and to renew the list.
import { useCamera } from "./camera.js";
import { looksLikeCode, shownCode } from "./list.js";
import { clockText, lineOf, openSession, say, settings, troubleOf, words } from "./session.js";
import { looksLikeTicket, readTicket } from "./tickets.js";

const by = (id) => document.getElementById(id);
const form = by("find");
const found = by("found");
let session = null;

const part = (kind, text = "", className = "") => {
  const made = document.createElement(kind);
  made.textContent = text;
  made.className = className;
  return made;
};

const show = (...parts) => {
  found.replaceChildren(...parts);
  found.focus({ preventScroll: true });
  found.scrollIntoView({ block: "nearest" });
};

const put = (element, text) => { if (element.textContent !== text) element.textContent = text; };

const told = (name, facts = {}) => {
  const box = part("section", "", "banner warn stack-s");
  box.append(part("h2", say(name, facts)), part("p", say(`${name}_do`, facts)));
  return box;
};

const listedAt = () => ({ at: session.list ? clockText(session.list.made) : "–" });

const render = () => {
  if (!session) return;
  const [line, sign] = lineOf(session);
  put(by("line"), line);
  by("line").className = `state ${sign}`;
  put(by("kept"), [
    session.list ? say("listed", { count: session.list.live, ...listedAt() }) : say("no_list"),
    session.keeps === false ? say("not_kept") : "",
    session.moments.known ? "" : say("no_clock"),
  ].filter(Boolean).join(" "));
  put(by("trouble"), troubleOf(session));
  by("trouble").hidden = !by("trouble").textContent;
  by("odd").hidden = !session.odd;
  put(by("odd").firstElementChild, say("odd", { count: session.odd }));
  const lately = session.lately();
  by("lately").hidden = !lately.length;
  const waiting = new Set(session.queue.items().map((item) => item.id));
  by("lately-list").replaceChildren(...lately.map((one) => {
    const line = part("li", "", "row tight");
    const [state, sign] = waiting.has(one.id) ? ["state_waiting", "now"] : one.result === "checked_in" ? ["state_sent", "done"] : ["state_odd", "late"];
    line.append(part("span", clockText(one.at), "num"), part("span", one.code ? shownCode(one.code) : "–", "code small"), part("span", say(state), `state ${sign}`));
    return line;
  }));
};

const timing = (row) => {
  const now = session.moments.now();
  if (!session.moments.known) return null;
  if (now >= row.ends) return ["over", "late"];
  if (now >= row.starts + 10 * 60000) return ["late", "late"];
  return now < row.starts - 30 * 60000 ? ["early", "now"] : ["on_time", "done"];
};

const facts = (row) => {
  const when = timing(row);
  const line = part("p");
  line.append(part("span", shownCode(row.code), "code small"));
  if (when) line.append(" · ", part("span", say(when[0]), `state ${when[1]}`));
  return [
    part("p", row.table ? say("table", { number: row.table }) : "", "where"),
    part("p", session.list.employer(row)),
    part("p", `${clockText(row.starts)}–${clockText(row.ends)}`, "when"),
    line,
  ];
};

const card = (row, ...more) => {
  const box = part("section", "", "ticket door-card");
  box.append(...more, ...facts(row));
  return box;
};

const checkIn = async (row, sequence, method) => {
  const moved = sequence < row.sequence ? [part("p", say("moved"), "banner note")] : [];
  const before = session.before(row);
  if (before !== null) return show(...moved, card(row, part("h2", say("before", { at: clockText(before) }))));
  if (row.arrived) return show(...moved, card(row, part("h2", say("before_list", listedAt()))));
  await session.letIn({ booking: row.booking, sequence, method, code: row.code });
  const waits = session.queue.waiting() && session.state !== "connected";
  show(...moved, card(row, part("h2", say(waits ? "kept_in" : "checked_in"), "state done")));
  return render();
};

const button = (label, doing, hush = "") => {
  const made = part("button", label, "btn");
  made.type = "button";
  if (hush) made.append(part("span", ` ${hush}`, "hush"));
  made.addEventListener("click", () => { made.disabled = true; doing(); });
  return made;
};

const offer = (row, method) => {
  const before = session.before(row);
  if (before !== null || row.arrived) return checkIn(row, row.sequence, method);
  const box = card(row);
  const doing = button(words.check_in, () => checkIn(row, row.sequence, method));
  doing.classList.add("large");
  box.append(doing);
  return show(box);
};

const judged = (row, method, sequence) => {
  if (row.state === "held") return show(told("held"), card(row));
  if (row.state !== "confirmed") return show(told("given_up"), card(row));
  return sequence === undefined ? offer(row, method) : checkIn(row, sequence, method);
};

const unlisted = (ticket) => {
  const before = session.before(ticket);
  if (before !== null) return show(part("p", say("before", { at: clockText(before) }), "banner note"));
  const box = told("not_listed", listedAt());
  const letIn = async () => {
    await session.letIn({ booking: ticket.booking, sequence: ticket.sequence, method: "scan" });
    show(part("p", say(session.state === "connected" ? "checked_in" : "kept_in"), "banner"));
    render();
  };
  if (session.mayLetIn()) box.append(button(words.let_in, letIn));
  return show(box);
};

const byTicket = async (text) => {
  if (!session.key) return show(told("cannot_check"));
  const began = performance.now();
  const ticket = await readTicket(session.key, text);
  document.documentElement.dataset.verifiedIn = (performance.now() - began).toFixed(1);
  if (ticket.what !== "ticket") return show(told(ticket.what));
  let row = session.list?.booking(ticket.booking);
  if (!row && session.state === "connected") {
    await session.refresh();
    row = session.list?.booking(ticket.booking);
  }
  return row ? judged(row, "scan", ticket.sequence) : unlisted(ticket);
};

const choice = (row) => {
  const line = part("li", "", "row");
  line.append(part("span", clockText(row.starts), "num"), part("span", [say("table", { number: row.table }), session.list.employer(row)].join(" · ")), button(words.check_in, () => checkIn(row, row.sequence, "name"), `${shownCode(row.code)}, ${clockText(row.starts)}`));
  return line;
};

const byName = async (text) => {
  const fit = globalThis.crypto?.subtle ? await session.list?.named(text, session.moments.now()) ?? [] : [];
  if (!fit.length) return show(told("nobody"));
  const box = part("section", "", "stack");
  const rows = part("ul", "", "lately");
  rows.append(...fit.filter((row) => !row.arrived && session.before(row) === null).slice(0, 20).map(choice));
  box.append(part("h2", say("several")), part("p", say("several_do")), rows);
  return show(box);
};

const find = async (typed) => {
  const text = typed.normalize("NFKC").trim();
  if (!text || !session || session.state === "shut") return render();
  if (looksLikeTicket(text)) return byTicket(text);
  const row = session.list?.code(text);
  if (row) return judged(row, "code");
  if (looksLikeCode(text) && /[3-9-]/.test(text)) return show(told("unknown_code", listedAt()));
  return byName(text);
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  find(form.elements.text.value).finally(() => form.elements.text.select());
});
useCamera({ button: by("scan"), box: by("camera"), video: by("video"), said: by("scan-said"), words, read: (text) => find(text) });
addEventListener("beforeunload", (event) => { if (session?.queue.fragile()) event.preventDefault(); });

openSession((opened) => { session ??= opened; render(); }).then((opened) => {
  session = opened;
  document.documentElement.dataset.door = "open";
  render();
  // What somebody pressed "Find" for while the network went away.
  navigator.serviceWorker?.addEventListener("message", ({ data }) => { if (data?.form?.text) find(data.form.text); });
  navigator.serviceWorker?.controller?.postMessage("anything typed?");
});
