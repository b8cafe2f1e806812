// The service worker of a door whose link was taken back, or whose event is over.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(forget()));
