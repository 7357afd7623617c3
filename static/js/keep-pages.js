// From a reader's second page on, this device keeps what is read, to be opened without a network (templates/service_worker.js).
(() => {
  if (!navigator.onLine) {
    const note = document.createElement("p");
    note.className = "saved-copy";
    note.setAttribute("role", "status");
    note.textContent = "Máy đang không có mạng: đây là bản đã lưu khi bạn đọc lần trước.";
    document.querySelector("main").prepend(note);
  }

  const isReader = "countUrl" in document.body.dataset;
  if (!isReader || !("serviceWorker" in navigator) || !document.referrer.startsWith(`${location.origin}/`)) return;

  addEventListener("load", () => {
    const manifest = document.createElement("link");
    manifest.rel = "manifest";
    manifest.href = "/manifest.webmanifest";
    document.head.append(manifest);
    navigator.serviceWorker.register("/sw.js").catch(() => {});
  });
})();
