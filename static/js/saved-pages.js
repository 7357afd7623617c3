// Lists the pages that this device has kept, the last read first.
(async () => {
  const list = document.querySelector("[data-saved-pages]");
  if (!list || !("caches" in window)) return;
  const cache = await caches.open("pages");
  for (const request of (await cache.keys()).reverse()) {
    const text = await (await cache.match(request)).text();
    const { title } = new DOMParser().parseFromString(text, "text/html");
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = request.url;
    link.textContent = title || request.url;
    line.append(link);
    list.append(line);
  }
  document.querySelector("[data-nothing-saved]").hidden = list.children.length > 0;
})();
