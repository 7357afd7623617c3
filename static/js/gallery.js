// Opens the pictures of a gallery large: arrows, swipe, Esc. Without script each is a link to itself.
(() => {
  const links = [...document.querySelectorAll("[data-large]")];
  if (!links.length || !window.HTMLDialogElement) return;
  const dialog = document.createElement("dialog");
  dialog.className = "large-picture";
  dialog.setAttribute("aria-label", "Xem ảnh lớn");
  const ways = document.createElement("p");
  ways.className = "large-picture__ways";
  const figure = document.createElement("figure");
  const picture = document.createElement("img");
  picture.alt = "";
  const caption = document.createElement("figcaption");
  caption.setAttribute("aria-live", "polite");
  figure.append(picture, caption);
  dialog.append(ways, figure);
  let at = 0;

  const show = (number) => {
    at = (number + links.length) % links.length;
    const small = links[at].querySelector("img");
    picture.src = links[at].href;
    picture.alt = small.alt;
    picture.width = small.getAttribute("width");
    picture.height = small.getAttribute("height");
    caption.textContent = `Ảnh ${at + 1}/${links.length}. ${links[at].dataset.caption}`;
  };
  const add = (words, action) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet";
    button.textContent = words;
    button.addEventListener("click", action);
    ways.append(button);
  };
  if (links.length > 1) {
    add("Ảnh trước", () => show(at - 1));
    add("Ảnh sau", () => show(at + 1));
  }
  add("Đóng", () => dialog.close());
  document.body.append(dialog);

  links.forEach((link, number) =>
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(number);
      dialog.showModal();
    }),
  );
  dialog.addEventListener("close", () => links[at].focus());
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(at - 1);
    if (event.key === "ArrowRight") show(at + 1);
  });
  let from = null;
  dialog.addEventListener("touchstart", (event) => {
    from = event.touches.length === 1 ? event.touches[0].clientX : null;
  }, { passive: true });
  dialog.addEventListener("touchend", (event) => {
    if (from === null) return;
    const moved = event.changedTouches[0].clientX - from;
    if (Math.abs(moved) > 50) show(moved < 0 ? at + 1 : at - 1);
    from = null;
  });
})();
