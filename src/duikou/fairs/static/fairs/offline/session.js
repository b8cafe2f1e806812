// One fair's door on this telephone: the signed list, and who was let in.
import { List } from "./list.js";
import { openKept, settings } from "./kept.js";
import { listHolds, readKey } from "./tickets.js";

export { clockText, lineOf, say, settings, troubleOf, words } from "./kept.js";

// `changed()` is called whenever something shown may have changed, the first time with the session.
export const openSession = async (changed) => {
  const key = await readKey(settings.key);
  const done = new Map();

  const read = async (said) => {
    if (key && !(await listHolds(key, said.list, said.signature))) return null;
    const list = new List(said.list);
    return list.fair === settings.fair ? list : null;
  };

  const told = async ({ store }, { id }, result) => {
    const one = [...done.values()].find((each) => each.id === id);
    if (!one) return;
    one.result = result;
    await store.put(`done:${one.booking}`, one).catch(() => {});
  };

  const forget = async ({ store }) => {
    done.clear();
    return (await store.all("done:")).map((one) => `done:${one.booking}`);
  };

  const begin = async (session) => {
    for (const one of await session.store.all("done:")) done.set(one.booking, one);
    session.key = key;
    session.before = (row) => done.get(row.booking)?.at ?? null;
    session.lately = () => [...done.values()].sort((a, b) => b.at - a.at).slice(0, 12);
    session.mayLetIn = () => Boolean(session.token);
    // Somebody is in: kept first, then said. Gives false when this page alone keeps it.
    session.letIn = async ({ booking, sequence, method, code = "" }) => {
      const at = session.moments.now();
      const id = crypto.randomUUID();
      const one = { id, booking, code, at, result: "" };
      done.set(booking, one);
      const safe = await session.queue.add({ id, booking, sequence, at, method, token: session.token });
      await session.store.put(`done:${booking}`, one).catch(() => {});
      return safe;
    };
  };

  return openKept({
    address: () => settings.list,
    shut: [403, 410],
    begin,
    read,
    keep: ({ list, signature }) => ({ list, signature }),
    field: "arrivals",
    item: ({ id, booking, sequence, at, method }) => ({ id, booking, sequence, at, method }),
    good: "checked_in",
    told,
    forget,
    credentials: "omit",
  }, changed);
};
