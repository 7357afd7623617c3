// How large the letters are and how strong the contrast is, as this reader chose; kept on this device alone. Loaded in
// the head without "defer", so that no page shows first as it was not chosen. Without this script there is no control.
(() => {
  const NAME = "reading-settings";
  const root = document.documentElement;
  const CHOICES = { letters: ["large", "largest"], contrast: ["more"] };
  let chosen = {};

  function read() {
    try {
      chosen = JSON.parse(localStorage.getItem(NAME)) || {};
    } catch {
      // What is not kept holds for this page.
    }
  }

  function apply() {
    for (const [name, known] of Object.entries(CHOICES)) {
      if (known.includes(chosen[name])) root.dataset[name] = chosen[name];
      else delete root.dataset[name];
    }
    for (const input of document.querySelectorAll("[data-reading-setting]")) {
      input.checked = (chosen[input.dataset.readingSetting] || "") === (input.value || "");
    }
  }

  function choose(event) {
    const { readingSetting: name } = event.target.dataset;
    if (!name) return;
    chosen = { ...chosen, [name]: event.target.checked ? event.target.value : "" };
    try {
      localStorage.setItem(NAME, JSON.stringify(chosen));
    } catch {
      // As above.
    }
    apply();
  }

  root.dataset.scripted = "";
  read();
  apply();
  document.addEventListener("change", choose);
  document.addEventListener("DOMContentLoaded", apply);
  // Another tab, or a page that the browser kept as it was.
  addEventListener("storage", (event) => {
    if (event.key !== NAME) return;
    read();
    apply();
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    read();
    apply();
  });
})();
