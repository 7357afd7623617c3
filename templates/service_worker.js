{% autoescape off %}// Keeps the pages that were read on this device, and hands them out when there is no network.
// With a network every page comes from it: nothing shown is older than what the portal has.
const PAGES = "pages";
const FILES = "files";
const MOST = { [PAGES]: 40, [FILES]: 120 };
const OFFLINE = "{{ offline|escapejs }}";
const NEEDED = [{% for address in needed %}"{{ address|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open("needed").then((cache) => cache.addAll(NEEDED)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const unneeded = async () => {
    const cache = await caches.open("needed");
    for (const request of await cache.keys()) {
      if (!NEEDED.includes(new URL(request.url).pathname)) await cache.delete(request);
    }
    if (self.registration.navigationPreload) await self.registration.navigationPreload.enable();
  };
  event.waitUntil(unneeded());
});

async function keep(name, request, response) {
  const cache = await caches.open(name);
  await cache.delete(request);
  await cache.put(request, response);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST[name])).map((old) => cache.delete(old)));
}

// Only what anybody may see: the portal marks every other answer as private.
function mayKeep(response) {
  return response.status === 200 && response.type === "basic"
    && !/private|no-store/.test(response.headers.get("Cache-Control") || "");
}

async function page(event) {
  let response;
  try {
    response = (await event.preloadResponse) || (await fetch(event.request));
  } catch (error) {
    return (await caches.match(event.request)) || (await caches.match(OFFLINE)) || Response.error();
  }
  if (mayKeep(response) && (response.headers.get("Content-Type") || "").startsWith("text/html")) {
    event.waitUntil(keep(PAGES, event.request, response.clone()));
  }
  return response;
}

// Their names change with their contents, so what is kept is right.
async function file(event) {
  const kept = await caches.match(event.request);
  if (kept) return kept;
  const response = await fetch(event.request);
  if (mayKeep(response)) event.waitUntil(keep(FILES, event.request, response.clone()));
  return response;
}

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const address = new URL(url);
  if (method !== "GET" || address.origin !== self.location.origin) return;
  if (mode === "navigate") event.respondWith(page(event));
  else if (["{{ static_url|escapejs }}", "/media/"].some((start) => address.pathname.startsWith(start))) event.respondWith(file(event));
});
{% endautoescape %}
