// The service worker of one fair's door or table. It keeps that one page for the device and what the page is made of, under
// a name with its version, and nothing else: no other page, no list, no answer about anybody.
const name = `${settings.prefix}${settings.version}`;
const kept = new Set(settings.kept);
const PATIENCE_SECONDS = 8;
const typed = new Map();

const keep = async () => {
  const cache = await caches.open(name);
  await cache.addAll(settings.kept.map((address) => new Request(address, { cache: "reload" })));
  const page = await fetch(settings.page, { cache: "no-store", redirect: "manual" });
  if (!page.ok) throw new Error("not let in");
  await cache.put(settings.page, page);
};

const clear = async () => {
  for (const one of await caches.keys()) if (one.startsWith(settings.prefix) && one !== name) await caches.delete(one);
  await clients.claim();
};

addEventListener("install", (event) => { skipWaiting(); event.waitUntil(keep()); });
addEventListener("activate", (event) => event.waitUntil(clear()));

const fromCache = async (address) => (await caches.open(name)).match(address);

// A server that is being started anew, or a proxy that cannot reach it, is as good as no network.
const gone = (answer) => [502, 503, 504].includes(answer.status);

const visit = async (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  const copy = request.method === "POST" ? request.clone() : null;
  const fallBack = async () => {
    const page = await fromCache(settings.page);
    if (page && copy) typed.set(event.resultingClientId, { path, form: Object.fromEntries(await copy.formData().catch(() => [])) });
    return page;
  };
  try {
    const seconds = request.method === "GET" ? PATIENCE_SECONDS : settings.forms_wait;
    const answer = await fetch(request, seconds ? { signal: AbortSignal.timeout(seconds * 1000) } : {});
    if (path === settings.leave && request.method === "POST" && answer.type === "opaqueredirect") await forget();
    if (gone(answer)) return (await fallBack()) ?? answer;
    if (answer.ok && path === settings.page && request.method === "GET") await (await caches.open(name)).put(settings.page, answer.clone());
    return answer;
  } catch (error) {
    const page = await fallBack();
    if (page) return page;
    throw error;
  }
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(visit(event));
  else if (request.method === "GET" && kept.has(pathname)) event.respondWith(fromCache(pathname).then((answer) => answer ?? fetch(request)));
});

addEventListener("message", (event) => {
  const sent = typed.get(event.source.id);
  typed.delete(event.source.id);
  if (sent) event.source.postMessage(sent);
});
