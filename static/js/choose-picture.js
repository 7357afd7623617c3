// A button below each editor opens the library; the chosen picture goes into the text with its description and caption.
document.addEventListener("DOMContentLoaded", () => {
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const figureOf = (picture) => {
    const figure = make("figure", { className: "image" }, make("img", { alt: picture.alt }));
    figure.firstChild.setAttribute("src", picture.url);
    if (picture.width) {
      figure.firstChild.width = picture.width;
      figure.firstChild.height = picture.height;
    }
    if (picture.caption) figure.append(make("figcaption", { textContent: picture.caption }));
    return figure.outerHTML;
  };

  const insert = (editor, picture) => {
    const content = editor.data.toModel(editor.data.processor.toView(figureOf(picture)));
    editor.model.insertContent(content);
    editor.editing.view.focus();
  };

  const dialogFor = (textarea) => {
    const name = `${textarea.id}-library`;
    const words = make("input", { type: "search", id: `${name}-words` });
    const found = make("ul", { className: "library-grid" });
    const said = make("p", { role: "status" });
    const more = make("button", { type: "button", className: "button", textContent: "Xem thêm", hidden: true });
    const close = make("button", { type: "button", className: "button", textContent: "Đóng" });
    const search = make("button", { type: "button", className: "button", textContent: "Tìm" });
    const heading = make("h2", { id: `${name}-heading`, textContent: "Chọn từ kho ảnh" });
    const label = make("label", { htmlFor: words.id, textContent: "Tên hoặc chữ trong mô tả, chú thích" });
    const dialog = make(
      "dialog",
      { className: "library-dialog" },
      heading,
      make("div", { className: "library-search" }, label, words, search, close),
      said,
      found,
      more,
    );
    dialog.setAttribute("aria-labelledby", heading.id);
    let next = 1;
    let asked = 0;

    const show = async (page) => {
      const turn = ++asked;
      said.textContent = "Đang tìm…";
      try {
        const query = new URLSearchParams({ q: words.value, trang: page });
        const response = await fetch(`${textarea.dataset.library}?${query}`, { headers: { Accept: "application/json" } });
        if (!response.ok || response.redirected) throw new Error(response.status);
        const answer = await response.json();
        if (turn !== asked) return;
        if (page === 1) found.replaceChildren();
        for (const picture of answer.pictures) {
          const image = make("img", { alt: "", loading: "lazy" });
          image.setAttribute("src", picture.url);
          const title = make("span", { className: "library-name", textContent: picture.alt || picture.title });
          const button = make("button", { type: "button", className: "library-pick" }, image, title);
          button.addEventListener("click", () => {
            dialog.close();
            insert(window.editors[textarea.id], picture);
          });
          found.append(make("li", {}, button));
        }
        next = answer.next;
        more.hidden = !next;
        said.textContent = found.children.length ? "" : "Không có ảnh nào hợp với các chữ này.";
      } catch {
        said.textContent = "Chưa mở được kho ảnh: hãy kiểm tra mạng rồi bấm Tìm lần nữa.";
      }
    };

    search.addEventListener("click", () => show(1));
    words.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      show(1);
    });
    more.addEventListener("click", () => show(next));
    close.addEventListener("click", () => dialog.close());
    document.body.append(dialog);
    return () => {
      dialog.showModal();
      words.focus();
      show(1);
    };
  };

  for (const textarea of document.querySelectorAll("textarea[data-library]")) {
    if (textarea.disabled || textarea.id.includes("__prefix__")) continue;
    const button = make("button", { type: "button", className: "button library-open", textContent: "Chọn từ kho ảnh" });
    let open = null;
    button.addEventListener("click", () => {
      if (!window.editors?.[textarea.id]) return;
      open ??= dialogFor(textarea);
      open();
    });
    textarea.closest(".ck-editor-container").append(button);
  }
});
