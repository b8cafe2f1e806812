// What a page keeps on the telephone: plain values by name, in one database of the browser.
// `open(name)` gives {get, put, drop, all}; `put` throws Full when there is no room, everything else is an ordinary error.
export class Full extends Error {}

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const kept = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onabort = transaction.onerror = () => {
    const why = transaction.error;
    reject(why?.name === "QuotaExceededError" ? new Full() : why ?? new Error("not kept"));
  };
});

export const open = async (name) => {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
  const database = await done(opening);
  database.onversionchange = () => database.close();
  const within = (mode) => database.transaction("kept", mode, { durability: "strict" });
  const change = async (doing) => {
    const transaction = within("readwrite");
    const ended = kept(transaction);
    try {
      doing(transaction.objectStore("kept"));
    } catch (error) {
      ended.catch(() => {});
      throw error.name === "QuotaExceededError" ? new Full() : error;
    }
    await ended;
  };
  return {
    get: (key) => done(within("readonly").objectStore("kept").get(key)),
    put: (key, value) => change((store) => store.put(value, key)),
    drop: (...keys) => change((store) => keys.forEach((key) => store.delete(key))),
    // Every value whose key begins with `start`, in the order of the keys.
    all: (start) => done(within("readonly").objectStore("kept").getAll(IDBKeyRange.bound(start, `${start}\uffff`))),
    close: () => database.close(),
  };
};
