// Gives a name to fields of the admin that Django leaves without one for screen readers: searched selects, the two halves
// of a moment, cells of tables. Only what has no name is touched.
(() => {
  const words = (element) => (element ? element.textContent.replace(/[\s:]+/g, " ").trim() : "");
  const isNamed = (field) =>
    field.labels?.length || field.getAttribute("aria-label") || field.getAttribute("aria-labelledby");
  const heading = (cell) => words(cell.closest("table").tHead?.rows[0]?.cells[cell.cellIndex]);

  const nameOf = (field) => {
    const cell = field.closest("td");
    if (cell) {
      const row = cell.parentElement.querySelector("th, .original p");
      return [heading(cell), words(row)].filter(Boolean).join(", ");
    }
    const box = field.closest(".form-row, fieldset");
    const half = field.matches(".vDateField") ? "ngày" : field.matches(".vTimeField") ? "giờ" : "";
    return [words(box?.querySelector("legend, label")), half].filter(Boolean).join(", ");
  };

  const nameSearched = (select) => {
    const shown = select.parentElement.querySelector(".select2-container");
    const label = select.labels?.[0];
    if (!shown || !label) return;
    label.id ||= `${select.id}-name`;
    const value = shown.querySelector(".select2-selection__rendered");
    value?.setAttribute("aria-label", words(label));
    shown.querySelector("input")?.setAttribute("aria-label", words(label));
    shown.querySelector(".select2-selection--single")?.setAttribute("aria-labelledby", `${label.id} ${value.id}`);
  };

  const name = (root) => {
    // What scrolls sideways on a phone must be reached by keyboard.
    for (const group of root.querySelectorAll(".inline-group")) {
      if (group.scrollWidth > group.clientWidth) group.tabIndex = 0;
    }
    root.querySelectorAll("select.admin-autocomplete").forEach(nameSearched);
    for (const field of root.querySelectorAll("input:not([type=hidden]), select:not(.admin-autocomplete), textarea")) {
      if (isNamed(field) || field.closest(".select2-container, .ck, .empty-form")) continue;
      const found = nameOf(field);
      if (found) field.setAttribute("aria-label", found);
    }
  };

  name(document);
  // Django's scripts add their parts later, and with every new row.
  new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]).filter((node) => node.nodeType === Node.ELEMENT_NODE);
    if (added.some((node) => node.matches(".select2-container, .form-row, .inline-related"))) name(document);
  }).observe(document.body, { childList: true, subtree: true });
})();
