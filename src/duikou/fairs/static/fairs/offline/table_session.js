// One employer's table on this device: today's people of the stand, and what was tapped. Names are shown while the page is
// open and never kept.
import { openKept, settings } from "./kept.js";
import { after } from "./taps.js";

export { clockText, lineOf, say, settings, troubleOf, words } from "./kept.js";

const keep = ({ stand, table, employer, made, over, odd, rows }) => ({ stand, table, employer, made, over, odd, rows });

// `changed()` is called whenever something shown may have changed, the first time with the session.
export const openTable = async (changed) => {
  const asked = new URLSearchParams(location.search).get("stand");
  let names = {};
  let source = "";
  let list = null;

  const begin = async (session) => {
    source = (await session.store.get("source")) ?? crypto.randomUUID();
    await session.store.put("source", source).catch(() => {});
    const pending = (row) => session.queue.items().filter((one) => one.named === row.id).sort((a, b) => a.at - b.at);
    // The rows as they stand with what is still to be sent; `waits` says how much of it.
    session.rows = () => (session.list?.rows ?? []).map((row) => {
      const taps = pending(row);
      return { ...taps.reduce((stood, one) => after(stood, one.step), row), waits: taps.length, name: names[row.id] ?? "" };
    });
    // A tap is kept first, then sent. Gives false when this page alone keeps it.
    session.tap = ({ row, step }) => session.queue.add({ id: crypto.randomUUID(), named: row.id, step, at: session.moments.now(), token: session.token });
  };

  return openKept({
    shut: [403, 404, 410],
    address: () => {
      const stand = asked ?? list?.stand;
      return stand ? `${settings.list}?stand=${encodeURIComponent(stand)}` : settings.list;
    },
    begin,
    read: async (said) => {
      if (!Array.isArray(said.rows)) return null;
      names = said.names ?? names;
      list = said;
      return said;
    },
    keep,
    field: "notes",
    item: ({ id, named, step, at }) => ({ id, source, named, step, at }),
    good: "noted",
    // What was sent stands in the list from now on, whether a new one can be had or not.
    told: async ({ store }, item) => {
      if (!list) return;
      list.rows = list.rows.map((row) => (row.id === item.named ? after(row, item.step) : row));
      await store.put("list", keep(list)).catch(() => {});
    },
    forget: async () => {
      names = {};
      list = null;
      return [];
    },
    credentials: "same-origin",
  }, changed);
};
