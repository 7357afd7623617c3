// Warns staff a minute before the server ends their session. All tabs of the browser share one session, so they share
// the time of its last request; somebody who types for long without sending anything is kept signed in.
(() => {
  const dialog = document.querySelector("[data-idle-seconds]");
  if (!dialog || !dialog.showModal) return;

  const WARN_MS = 60 * 1000;
  const RENEW_WHILE_WORKING_MS = 5 * 60 * 1000;
  const KEY = "kttt-last-request";
  let idleMs = Number(dialog.dataset.idleSeconds) * 1000;
  const { renewUrl, logoutUrl } = dialog.dataset;
  const left = dialog.querySelector("[data-idle-left]");
  const problem = dialog.querySelector("[data-idle-problem]");
  const token = () => dialog.querySelector("[name=csrfmiddlewaretoken]").value;

  let lastRequest = 0;
  let ending = false;
  let renewing = false;

  // Browsers that forbid storage still watch their own tab.
  const remember = (moment) => {
    lastRequest = moment;
    try {
      localStorage.setItem(KEY, String(moment));
    } catch {}
  };
  const latestRequest = () => {
    try {
      lastRequest = Math.max(lastRequest, Number(localStorage.getItem(KEY)) || 0);
    } catch {}
    return lastRequest;
  };

  const post = (url) =>
    fetch(url, { method: "POST", headers: { "X-CSRFToken": token() }, credentials: "same-origin", redirect: "manual" });

  async function renew() {
    if (renewing || ending) return false;
    renewing = true;
    const asked = Date.now();
    try {
      const answer = await post(renewUrl);
      if (!answer.ok) return false;
      const { seconds } = await answer.json();
      if (seconds > 0) idleMs = seconds * 1000;
      remember(asked);
      return true;
    } catch {
      return false;
    } finally {
      renewing = false;
    }
  }

  async function end() {
    ending = true;
    try {
      await post(logoutUrl);
    } catch {}
    window.location.reload();
  }

  function look() {
    if (ending) return;
    const rest = latestRequest() + idleMs - Date.now();
    if (rest > WARN_MS) {
      if (dialog.open) dialog.close();
      return;
    }
    if (rest <= 0) {
      end();
      return;
    }
    left.textContent = `${Math.ceil(rest / 1000)} giây`;
    if (!dialog.open) {
      problem.textContent = "";
      dialog.showModal();
    }
  }

  dialog.querySelector("[data-idle-renew]").addEventListener("click", async () => {
    problem.textContent = "";
    if (await renew()) {
      look();
    } else {
      problem.textContent = "Chưa gia hạn được. Hãy kiểm tra kết nối mạng rồi bấm lại, hoặc đăng nhập lại.";
    }
  });
  // Escape would hide the warning without renewing anything.
  dialog.addEventListener("cancel", (event) => event.preventDefault());

  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(
      kind,
      () => {
        if (!dialog.open && Date.now() - latestRequest() > Math.min(RENEW_WHILE_WORKING_MS, idleMs / 3)) renew();
      },
      { passive: true },
    );
  }

  // A page out of the back/forward cache was no request; a page freshly loaded was.
  remember(Math.max(latestRequest(), Math.round(performance.timeOrigin)));
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) look();
  });
  document.addEventListener("visibilitychange", look);
  setInterval(look, 1000);
  look();
})();
