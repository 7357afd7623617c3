// Reports that a reader has this page in front of them: after it shows, never while it is only being prefetched.
(() => {
  const { countUrl, countSubject, countId } = document.body.dataset;
  if (!countUrl) return;

  function report() {
    const said = new URLSearchParams();
    if (countSubject) {
      said.set("subject", countSubject);
      said.set("id", countId);
    }
    if (!navigator.sendBeacon || !navigator.sendBeacon(countUrl, said)) {
      fetch(countUrl, { method: "POST", body: said, keepalive: true }).catch(() => {});
    }
  }

  function reportOnceVisible() {
    if (document.visibilityState === "visible") {
      report();
      return;
    }
    document.addEventListener("visibilitychange", function seen() {
      if (document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", seen);
      report();
    });
  }

  if (document.prerendering) {
    document.addEventListener("prerenderingchange", reportOnceVisible, { once: true });
  } else {
    reportOnceVisible();
  }
})();
