// Opens the page that verifies codes without a line, from the copy that the page itself left (offline.js). With a line
// it does nothing: everything comes from the server, so there is nothing to invalidate.
const CACHE = "cauce-captura-autorizaciones-1"; // wiped at sign-out with the other copies (kept.js)
const PATIENCE = 10000; // ms: a line that does not answer is no line

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function kept(request) {
  if (!(await caches.has(CACHE))) return undefined; // opening it would make it again after a sign-out
  const cache = await caches.open(CACHE);
  const url = request.mode === "navigate" ? new URL(request.url).pathname : request.url;
  return (await cache.match(url, { ignoreVary: true })) ?? cache.match(url, { ignoreSearch: true, ignoreVary: true });
}

async function answer(request) {
  try {
    return await fetch(request, request.mode === "navigate" ? undefined : { signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    const copy = await kept(request);
    if (copy) return copy;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || url.searchParams.has("parte")) return;
  const page = request.mode === "navigate" && url.pathname.endsWith("/sin-conexion/");
  if (page || url.pathname.startsWith("/static/")) event.respondWith(answer(request));
});
