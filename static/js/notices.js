// A reader may close a notice; the browser alone remembers it. Without script all of them stay.
(() => {
  const section = document.querySelector(".notices");
  if (!section) return;
  const name = "thong-bao-da-dong";

  function closed() {
    try {
      return JSON.parse(localStorage.getItem(name)) || [];
    } catch {
      return [];
    }
  }

  function hide(line) {
    line.hidden = true;
    section.hidden = !section.querySelector("[data-notice]:not([hidden])");
  }

  const lines = [...section.querySelectorAll("[data-notice]")];
  for (const line of lines) {
    if (closed().includes(line.dataset.notice)) hide(line);
    line.querySelector("[data-close-notice]").addEventListener("click", () => {
      // What is no longer shown is forgotten.
      const shown = lines.map((other) => other.dataset.notice);
      const kept = closed().filter((key) => shown.includes(key));
      try {
        localStorage.setItem(name, JSON.stringify([...kept, line.dataset.notice]));
      } catch {
        // Then it is closed on this page only.
      }
      hide(line);
      (section.querySelector("[data-notice]:not([hidden]) button") || document.querySelector("main")).focus();
    });
  }
  section.classList.add("notices--closable");
})();
