// Follows long work: asks twice a second how far it is, and shows the page that comes after it.
for (const place of document.querySelectorAll("[data-progress]")) {
  const bar = place.querySelector("progress");
  const words = place.querySelector("[data-progress-words]");
  const ask = async () => {
    try {
      const answer = await fetch(place.dataset.progress, { credentials: "same-origin" });
      const told = await answer.json();
      if (!told.working) {
        location.reload();
        return;
      }
      words.textContent = told.total ? `${told.words}: ${told.done.toLocaleString("vi-VN")} / ${told.total.toLocaleString("vi-VN")}` : told.words;
      if (told.done && told.total) {
        bar.max = told.total;
        bar.value = told.done;
      } else {
        bar.removeAttribute("value");
      }
    } catch {
      // the server restarts, or the network is away: the work goes on without us
    }
    setTimeout(ask, 500);
  };
  setTimeout(ask, 500);
}
