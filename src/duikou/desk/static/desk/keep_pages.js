// Keeps a few public pages and what they are made of for when the network is gone. Nothing of anybody is kept.
const name = `${settings.prefix}${settings.version}`;
const PATIENCE_SECONDS = 8;
const pages = new Set(settings.pages);
const kept = new Set(settings.kept);

const keep = async () => {
  const cache = await caches.open(name);
  await cache.addAll([...settings.kept, ...settings.pages].map((address) => new Request(address, { cache: "reload" })));
};
const clear = async () => {
  for (const one of await caches.keys()) if (one.startsWith(settings.prefix) && one !== name) await caches.delete(one);
  await clients.claim();
};
const fromCache = async (address) => (await caches.open(name)).match(address);

addEventListener("install", (event) => { skipWaiting(); event.waitUntil(keep()); });
addEventListener("activate", (event) => event.waitUntil(clear()));

const visit = async (request, path) => {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_SECONDS * 1000) });
    if ([502, 503, 504].includes(answer.status)) return (await fromCache(path)) ?? answer;
    if (answer.ok) (await caches.open(name)).put(path, answer.clone()).catch(() => {});
    return answer;
  } catch (error) {
    const page = await fromCache(path);
    if (page) return page;
    throw error;
  }
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET") return;
  if (request.mode === "navigate" && pages.has(pathname)) event.respondWith(visit(request, pathname));
  else if (kept.has(pathname)) event.respondWith(fromCache(pathname).then((answer) => answer ?? fetch(request)));
});
