// The service worker of a door or a table whose link or role was taken back, or whose event is over.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(forget()));
