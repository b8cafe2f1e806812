// One fair's door on this telephone: the signed list, the queue of check-ins, and how things stand with the server.
import { List } from "./list.js";
import { Moments } from "./moments.js";
import { makeQueue } from "./queue.js";
import { Full, open } from "./store.js";
import { listHolds, readKey } from "./tickets.js";

const REFRESH_SECONDS = 120;
const PATIENCE_SECONDS = 20;
const LONG_OVER = 24 * 3600 * 1000; // a wrong clock must not wipe the list in the middle of the day

export const settings = JSON.parse(document.getElementById("settings").textContent);
export const words = settings.words;
export const say = (name, facts = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => facts[key] ?? "…");
export const clockText = (ms) => new Intl.DateTimeFormat(settings.language, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: settings.zone }).format(ms);

const asked = (address, how = {}) => fetch(address, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE_SECONDS * 1000), ...how });

// Keeps the pages of this one door for when the network is gone; where that is not possible it says so.
const register = async () => {
  if (!navigator.serviceWorker) return false;
  const policy = globalThis.trustedTypes?.createPolicy(settings.policy, {
    createScriptURL: (address) => { if (address !== settings.worker) throw new TypeError(address); return address; },
  });
  const address = policy ? policy.createScriptURL(settings.worker) : settings.worker;
  try {
    const registration = await navigator.serviceWorker.register(address, { scope: settings.scope, updateViaCache: "none" });
    registration.update().catch(() => {});
    return true;
  } catch {
    return false;
  }
};

// `changed()` is called whenever something shown may have changed.
export const openSession = async (changed) => {
  const store = await open(`duikou-door-${settings.fair}`);
  const key = await readKey(settings.key);
  const session = { key, list: null, moments: new Moments((await store.get("offset")) ?? null), state: "connected", full: false, odd: (await store.get("odd")) ?? 0, keeps: false };
  let token = (await store.get("token")) ?? "";
  const done = new Map((await store.all("done:")).map((one) => [one.booking, one]));

  const forget = async () => {
    session.list = null;
    done.clear();
    await store.drop("list", "offset", ...(await store.all("done:")).map((one) => `done:${one.booking}`));
    if (!session.queue?.waiting()) await store.drop("token");
    for (const name of (await globalThis.caches?.keys()) ?? []) if (name.startsWith(`duikou-door-${settings.fair}-`)) await caches.delete(name);
    const registration = await navigator.serviceWorker?.getRegistration(settings.scope);
    await registration?.unregister();
  };

  // The list is dropped from the storage, not from this page, when a check-in needs its room.
  const room = async () => {
    if (!(await store.get("list"))) return false;
    await store.drop("list");
    session.full = true;
    return true;
  };

  const sendWith = async (proof, items) => {
    const now = session.moments.now();
    const body = JSON.stringify({ token: proof, now, arrivals: items.map(({ id, booking, sequence, at, method }) => ({ id, booking, sequence, at, method })) });
    const answer = await asked(settings.arrivals, { method: "POST", headers: { "Content-Type": "application/json" }, body, credentials: "omit" });
    if (answer.status === 403 && proof !== token && token) return sendWith(token, items);
    if (answer.status === 410) return items.map(({ id }) => ({ id, result: "over" }));
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    return (await answer.json()).results;
  };

  const send = async (items) => {
    const groups = new Map();
    for (const item of items) groups.set(item.token, [...(groups.get(item.token) ?? []), item]);
    const answers = new Map();
    try {
      for (const [proof, group] of groups) for (const { id, result } of await sendWith(proof, group)) answers.set(id, result);
      if (session.state === "offline" || session.state === "stuck") session.state = "connected";
    } catch (error) {
      session.state = error instanceof TypeError || error.name === "TimeoutError" ? "offline" : "stuck";
      if (!answers.size) throw error;
    }
    return answers;
  };

  const told = async ({ answers }) => {
    for (const [id, result] of answers) {
      const one = [...done.values()].find((each) => each.id === id);
      if (one) {
        one.result = result;
        await store.put(`done:${one.booking}`, one).catch(() => {});
      }
      if (result !== "checked_in") session.odd += 1;
    }
    if (answers.size) await store.put("odd", session.odd).catch(() => {});
    changed();
  };

  session.queue = await makeQueue({ store, name: "waits", send, changed: told, room });

  const take = async (said) => {
    if (key && !(await listHolds(key, said.list, said.signature))) return false;
    const list = new List(said.list);
    if (list.fair !== settings.fair) return false;
    session.list = list;
    return true;
  };

  const keepAll = async (said) => {
    try {
      await store.put("token", token);
      await store.put("offset", session.moments.offset);
      await store.put("list", { list: said.list, signature: said.signature });
      session.full = false;
    } catch (error) {
      if (!(error instanceof Full)) throw error;
      session.full = true;
    }
  };

  // Asks for a new list; a network that is gone is no fault.
  session.refresh = async () => {
    const before = performance.now();
    let answer;
    try {
      answer = await asked(settings.list);
    } catch {
      session.state = "offline";
      return changed();
    }
    if (answer.type === "opaqueredirect") session.state = "sign_in";
    else if (answer.status === 403 || answer.status === 410) {
      session.state = "shut";
      await forget();
    } else if (!answer.ok) session.state = "stuck";
    else {
      const said = await answer.json().catch(() => null);
      if (!said || !(await take(said))) session.state = "stuck";
      else {
        session.state = "connected";
        session.moments.learn(said.now, before);
        token = said.token;
        await keepAll(said);
      }
    }
    if (session.queue.waiting()) session.queue.flush();
    return changed();
  };

  session.before = (row) => done.get(row.booking)?.at ?? null;
  session.lately = () => [...done.values()].sort((a, b) => b.at - a.at).slice(0, 12);

  // Somebody is in: kept first, then said. Gives false when this page alone keeps it.
  session.letIn = async ({ booking, sequence, method, code = "" }) => {
    const at = session.moments.now();
    const id = crypto.randomUUID();
    const one = { id, booking, code, at, result: "" };
    done.set(booking, one);
    const safe = await session.queue.add({ id, booking, sequence, at, method, token });
    await store.put(`done:${booking}`, one).catch(() => {});
    return safe;
  };
  session.mayLetIn = () => Boolean(token);

  const before = await store.get("list");
  if (before && !(await take(before))) await store.drop("list");
  if (session.list && session.moments.now() > session.list.over + LONG_OVER) await forget();
  if (!navigator.onLine) session.state = "offline";
  changed(session);

  session.keeps = await register();
  navigator.storage?.persist?.().catch(() => {});
  addEventListener("offline", () => { session.state = "offline"; changed(); });
  addEventListener("online", session.refresh);
  setInterval(() => { if (document.visibilityState === "visible" && session.state !== "shut") session.refresh(); }, REFRESH_SECONDS * 1000);
  await session.refresh();
  return session;
};

// What stands in the line about the network, and which sign it has.
export const lineOf = (session) => {
  const count = session.queue.waiting();
  if (session.state === "shut") return [say("shut"), "late"];
  if (session.state === "offline") return [count ? say("waiting", { count }) : say("offline"), "late"];
  if (session.state === "stuck" && count) return [say("stuck", { count }), "late"];
  if (session.state === "sign_in") return [say("sign_in"), "late"];
  if (session.state === "stuck") return [say("offline"), "late"];
  return [count ? say("sending", { count }) : say("connected"), count ? "now" : "done"];
};

export const troubleOf = (session) => {
  const loose = session.queue.fragile();
  if (loose) return say("in_memory", { count: loose });
  return session.full ? say("full") : "";
};
