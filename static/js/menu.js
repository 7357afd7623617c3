// Submenus, and what opens like them, close on Escape, on a click elsewhere and when another one opens. They open without this script too.
(() => {
  const CLOSING = "details.submenu, details.reading-settings";
  const submenus = [...document.querySelectorAll(CLOSING)];

  for (const submenu of submenus) {
    submenu.addEventListener("toggle", () => {
      if (!submenu.open) return;
      for (const other of submenus) {
        if (other !== submenu) other.open = false;
      }
    });
    submenu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !submenu.contains(event.relatedTarget)) submenu.open = false;
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = submenus.find((s) => s.open);
    if (!open) return;
    open.open = false;
    if (open.contains(document.activeElement)) open.querySelector("summary").focus();
  });

  document.addEventListener("click", (event) => {
    for (const submenu of submenus) {
      if (submenu.open && !submenu.contains(event.target)) submenu.open = false;
    }
  });
})();
