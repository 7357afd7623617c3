// Two buttons for the row of featured articles, which readers can also move by hand. Nothing moves by itself.
(() => {
  for (const block of document.querySelectorAll(".featured")) {
    const row = block.querySelector(".featured__row");
    const buttons = block.querySelector(".featured__buttons");
    if (!row || !buttons || row.children.length < 2) continue;
    const steps = [...buttons.querySelectorAll("[data-featured-step]")];
    const still = window.matchMedia("(prefers-reduced-motion: reduce)");

    const showEnds = () => {
      const left = row.scrollLeft;
      const most = row.scrollWidth - row.clientWidth;
      for (const button of steps) {
        const atEnd = button.dataset.featuredStep < 0 ? left <= 1 : left >= most - 1;
        button.setAttribute("aria-disabled", String(atEnd));
      }
    };

    for (const button of steps) {
      button.addEventListener("click", () => {
        row.scrollBy({
          left: Number(button.dataset.featuredStep) * row.clientWidth,
          behavior: still.matches ? "auto" : "smooth",
        });
      });
    }
    row.addEventListener("scroll", showEnds, { passive: true });
    buttons.hidden = false;
    showEnds();
  }
})();
