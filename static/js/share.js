// Printing and copying the address need script, so their buttons show only here.
(() => {
  for (const part of document.querySelectorAll("[data-needs-script]")) {
    if (part.querySelector("[data-copy]") && !navigator.clipboard) continue;
    part.hidden = false;
  }

  document.querySelector("[data-print]")?.addEventListener("click", () => window.print());

  const status = document.querySelector("[data-copy-status]");
  const button = document.querySelector("[data-copy]");
  button?.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      status.textContent = "Đã sao chép liên kết.";
    } catch {
      status.textContent = `Không sao chép được. Liên kết: ${button.dataset.copy}`;
    }
  });
})();
