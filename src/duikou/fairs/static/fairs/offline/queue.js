// A queue that survives: whatever is added is kept on the telephone until the server has answered for it.
//
// makeQueue({ store, name, send, changed }) gives
//   add(item)   keeps an item with its `id` and its moment `at`, and tries to send; true when the telephone keeps it, false when this page alone does
//   flush()     sends what waits, the oldest first, at most `BATCH` at a time; harmless at any moment
//   waiting()   how many wait; `fragile()` how many of them this page alone keeps
//   close()     tries no more
// `send(items)` gives a Map of id to answer, and throws when the server could not be asked; an item without an answer
// stays. `changed({answers, items})` is called after every change, with the items that were answered. `room()` may free storage, and says whether it has.
import { Full } from "./store.js";

const BATCH = 50;
const AGAIN_SECONDS = 15;

export const makeQueue = async ({ store, name, send, changed, room = async () => false }) => {
  const start = `${name}:`;
  const kept = new Map((await store.all(start)).map((item) => [item.id, item]));
  const loose = new Map();
  let flushing = null;
  let timer = null;
  let closed = false;

  const keep = async (item) => {
    for (;;) {
      try {
        await store.put(start + item.id, item);
        return true;
      } catch (error) {
        if (!(error instanceof Full) || !(await room())) return false;
      }
    }
  };

  const later = () => {
    clearTimeout(timer);
    if (!closed && kept.size + loose.size) timer = setTimeout(flush, AGAIN_SECONDS * 1000);
  };

  const once = async () => {
    for (;;) {
      // Another page of the same device may have sent some of it meanwhile, or have added to it.
      const before = [...kept.keys()];
      const present = new Map((await store.all(start)).map((item) => [item.id, item]));
      for (const id of before) if (!present.has(id)) kept.delete(id);
      for (const [id, item] of present) kept.set(id, item);
      const items = [...kept.values(), ...loose.values()].sort((a, b) => a.at - b.at).slice(0, BATCH);
      if (!items.length) return;
      const answers = await send(items);
      const answered = items.filter((item) => answers.has(item.id));
      if (!answered.length) return;
      await store.drop(...answered.map((item) => start + item.id));
      for (const { id } of answered) { kept.delete(id); loose.delete(id); }
      changed({ answers, items: answered });
    }
  };

  const alone = (doing) => (navigator.locks
    ? navigator.locks.request(`duikou-queue-${start}`, { ifAvailable: true }, (lock) => lock && doing())
    : doing());

  const flush = () => {
    flushing ??= alone(once).catch(() => {}).finally(() => { flushing = null; later(); changed({ answers: new Map(), items: [] }); });
    return flushing;
  };

  const add = async (item) => {
    const safe = await keep(item);
    (safe ? kept : loose).set(item.id, item);
    changed({ answers: new Map(), items: [] });
    flush();
    return safe;
  };

  const woken = () => { if (document.visibilityState === "visible") flush(); };
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", woken);
  const close = () => {
    closed = true;
    clearTimeout(timer);
    removeEventListener("online", flush);
    document.removeEventListener("visibilitychange", woken);
  };
  flush();
  return {
    add, flush, close,
    waiting: () => kept.size + loose.size,
    fragile: () => loose.size,
    items: () => [...kept.values(), ...loose.values()],
  };
};
