// Copies the text of a field; without script the field itself can be selected.
(() => {
  const button = document.querySelector("[data-copies]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  const status = document.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = "Đã sao chép.";
    } catch {
      status.textContent = "Đã chọn cả nội dung: hãy bấm Ctrl+C để sao chép.";
    }
  });
})();
