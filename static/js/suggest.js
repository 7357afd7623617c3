// Suggests things while a search is typed: forms with data-suggest-url. Without script they are plain forms.
(() => {
  const WAIT = 200; // milliseconds without a key
  let number = 0;

  for (const form of document.querySelectorAll("form[data-suggest-url]")) {
    const field = form.querySelector("input[type=search]");
    if (field) suggestTo(form, field);
  }

  function suggestTo(form, field) {
    const list = document.createElement("ul");
    const status = document.createElement("span");
    list.id = `goi-y-${++number}`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Gợi ý");
    list.hidden = true;
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    form.append(list, status);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("autocomplete", "off");

    let timer;
    let request;
    let chosen = -1;
    const known = new Map();

    const close = () => {
      clearTimeout(timer);
      request?.abort();
      list.hidden = true;
      chosen = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };

    const choose = (place) => {
      const options = [...list.children];
      chosen = place;
      options.forEach((option, n) => option.setAttribute("aria-selected", String(n === place)));
      if (place < 0) field.removeAttribute("aria-activedescendant");
      else {
        field.setAttribute("aria-activedescendant", options[place].id);
        options[place].scrollIntoView({ block: "nearest" });
      }
    };

    const show = (suggestions) => {
      list.replaceChildren(
        ...suggestions.map((one, n) => {
          const option = document.createElement("li");
          const kind = document.createElement("span");
          option.id = `${list.id}-${n}`;
          option.setAttribute("role", "option");
          option.dataset.url = one.url;
          kind.textContent = one.kind;
          option.append(one.title, kind);
          return option;
        }),
      );
      choose(-1);
      list.hidden = !suggestions.length;
      field.setAttribute("aria-expanded", String(!list.hidden));
      status.textContent = suggestions.length ? `${suggestions.length} gợi ý, dùng phím mũi tên để chọn.` : "";
    };

    const ask = async () => {
      const query = field.value.trim();
      if (query.length < 2) return close();
      if (known.has(query)) return show(known.get(query));
      request?.abort();
      request = new AbortController();
      try {
        const address = `${form.dataset.suggestUrl}?${new URLSearchParams({ q: query })}`;
        const answer = await fetch(address, { signal: request.signal, credentials: "omit" });
        if (!answer.ok) return close();
        const { suggestions } = await answer.json();
        known.set(query, suggestions);
        if (field.value.trim() === query && document.activeElement === field) show(suggestions);
      } catch {
        // Typed on, or offline: the form still works.
      }
    };

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    field.addEventListener("keydown", (event) => {
      const last = list.children.length - 1;
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "ArrowDown" && list.hidden) {
        event.preventDefault();
        ask();
      } else if (list.hidden) {
        return;
      } else if (event.key === "ArrowDown") {
        event.preventDefault();
        choose(chosen >= last ? -1 : chosen + 1);
      } else if (event.key === "ArrowUp") {
        event.preventDefault();
        choose(chosen < 0 ? last : chosen - 1);
      } else if (event.key === "Enter" && chosen >= 0) {
        event.preventDefault();
        location.assign(list.children[chosen].dataset.url);
      }
    });
    field.addEventListener("blur", close);
    // The field keeps the focus, so that the list is still there when the button is let go.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("li");
      if (option) location.assign(option.dataset.url);
    });
    form.addEventListener("submit", close);
  }
})();
