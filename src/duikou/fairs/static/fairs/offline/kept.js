// One page that goes on without a network, a door or a table: its list, the queue of what was done on it, and how things
// stand with the server. What is particular comes in `own`:
//   address()     where the list is asked for
//   shut          answers (status) that mean: not for you any more, wipe the list
//   read(said)    makes the list of what the server said or the device kept; null when that is not to be believed
//   keep(said)    what of it the device keeps
//   field, item   under which name, and how, what waits is sent
//   good          the result that needs nobody to look at it
//   begin(session)   puts what is particular into the session, before anything is shown
//   told(session, item, result), forget(session)   what the page itself has to do then; `forget` gives the keys to drop, too
//   credentials   whether what is sent goes with the session ("same-origin") or by its token alone ("omit")
import { Moments } from "./moments.js";
import { makeQueue } from "./queue.js";
import { Full, open } from "./store.js";

const REFRESH_SECONDS = 120;
const PATIENCE_SECONDS = 20;
const LONG_OVER = 24 * 3600 * 1000; // a wrong clock must not wipe the list in the middle of the day

export const settings = JSON.parse(document.getElementById("settings").textContent);
export const words = settings.words;
export const say = (name, facts = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => facts[key] ?? "…");
export const clockText = (ms) => new Intl.DateTimeFormat(settings.language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: settings.zone }).format(ms);

class SignIn extends Error {}

const asked = (address, how = {}) => fetch(address, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE_SECONDS * 1000), ...how });

// Keeps this one page for when the network is gone; where that is not possible it says so.
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

// `changed()` is called whenever something shown may have changed, the first time with the session.
// `session.keeps`: whether this browser goes on without a network; null as long as that is not known.
export const openKept = async (own, changed) => {
  const store = await open(settings.name);
  const session = { store, list: null, moments: new Moments((await store.get("offset")) ?? null), state: "connected", full: false, odd: (await store.get("odd")) ?? 0, keeps: null, token: (await store.get("token")) ?? "" };

  await own.begin(session);

  const forget = async () => {
    session.list = null;
    await store.drop("list", "offset", ...(await own.forget(session)));
    if (!session.queue?.waiting()) await store.drop("token");
    for (const name of (await globalThis.caches?.keys()) ?? []) if (name.startsWith(`${settings.name}@`)) await caches.delete(name);
    const registration = await navigator.serviceWorker?.getRegistration(settings.scope);
    await registration?.unregister();
  };

  // The list is dropped from the storage, not from this page, when something to be sent needs its room.
  const room = async () => {
    if (!(await store.get("list"))) return false;
    await store.drop("list");
    session.full = true;
    return true;
  };

  const sendWith = async (proof, items) => {
    const body = JSON.stringify({ token: proof, now: session.moments.now(), [own.field]: items.map(own.item) });
    const answer = await asked(settings.send, { method: "POST", headers: { "Content-Type": "application/json" }, body, credentials: own.credentials });
    if (answer.status === 410) return items.map(({ id }) => ({ id, result: "over" }));
    if (answer.status === 403) {
      const { why } = await answer.json().catch(() => ({}));
      if (why === "sign_in") throw new SignIn();
      if (proof !== session.token && session.token) return sendWith(session.token, items);
    }
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    return (await answer.json()).results;
  };

  const send = async (items) => {
    const groups = new Map();
    for (const item of items) groups.set(item.token, [...(groups.get(item.token) ?? []), item]);
    const answers = new Map();
    try {
      for (const [proof, group] of groups) for (const { id, result } of await sendWith(proof, group)) answers.set(id, result);
      if (session.state !== "shut" && (session.state !== "sign_in" || own.credentials !== "omit")) session.state = "connected";
    } catch (error) {
      session.state = error instanceof SignIn ? "sign_in" : error instanceof TypeError || error.name === "TimeoutError" ? "offline" : "stuck";
      if (!answers.size) throw error;
    }
    return answers;
  };

  const told = async ({ answers, items }) => {
    for (const item of items) {
      const result = answers.get(item.id);
      await own.told(session, item, result);
      if (result !== own.good) session.odd += 1;
    }
    if (answers.size) await store.put("odd", session.odd).catch(() => {});
    changed();
  };

  session.queue = await makeQueue({ store, name: "waits", send, changed: told, room });

  const keepAll = async (said) => {
    try {
      await store.put("token", session.token);
      await store.put("offset", session.moments.offset);
      await store.put("list", own.keep(said));
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
      answer = await asked(own.address());
    } catch {
      session.state = "offline";
      return changed();
    }
    if (answer.type === "opaqueredirect") session.state = "sign_in";
    else if (own.shut.includes(answer.status)) {
      session.state = "shut";
      await forget();
    } else if (!answer.ok) session.state = "stuck";
    else {
      const said = await answer.json().catch(() => null);
      const list = said && (await own.read(said));
      if (!list) session.state = "stuck";
      else {
        session.list = list;
        session.state = "connected";
        session.moments.learn(said.now, before);
        session.token = said.token;
        await keepAll(said);
      }
    }
    if (session.queue.waiting()) session.queue.flush();
    return changed();
  };

  const before = await store.get("list");
  session.list = before ? await own.read(before) : null;
  if (before && !session.list) await store.drop("list");
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
  if (session.state === "sign_in") return [say(count && words.sign_in_waits ? "sign_in_waits" : "sign_in", { count }), "late"];
  if (session.state === "stuck") return [say("offline"), "late"];
  return [count ? say("sending", { count }) : say("connected"), count ? "now" : "done"];
};

export const troubleOf = (session) => {
  const loose = session.queue.fragile();
  if (loose) return say("in_memory", { count: loose });
  return session.full ? say("full") : "";
};
