// What both service workers of a door or a table do when it is shut on this device: they take away what was kept, and themselves.
// What has still to be sent stays until it is: that is nobody's list, and losing it would lose people who came.
const emptied = () => new Promise((resolve) => {
  const opening = indexedDB.open(settings.store);
  opening.onerror = opening.onblocked = () => resolve();
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onsuccess = () => {
    const database = opening.result;
    const transaction = database.transaction("kept", "readwrite");
    const store = transaction.objectStore("kept");
    for (const key of ["list", "offset"]) store.delete(key);
    store.delete(IDBKeyRange.bound("done:", "done:\uffff"));
    transaction.oncomplete = transaction.onabort = () => { database.close(); resolve(); };
  };
});

const forget = async () => {
  for (const one of await caches.keys()) if (one.startsWith(settings.prefix)) await caches.delete(one);
  await emptied();
  await registration.unregister();
};
