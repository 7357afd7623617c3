// Keeps what is being written: on this device at once, on the server some seconds after typing stops. Whose session is
// over signs in without leaving the page; without a network the text waits here; who else has the article open is named.
document.addEventListener("DOMContentLoaded", () => {
  const bar = document.querySelector("[data-working-copy]");
  if (!bar) return;

  const PAUSE_MS = 3000; // after the last key
  const AT_MOST_MS = 15000; // between two copies, while somebody types on
  const HERE_MS = 20000; // between two signs of somebody who only reads
  const IDLE_MS = 2 * 60000; // whoever touched nothing for so long keeps no session alive
  const KEPT_MS = 30 * 24 * 3600000;
  const OFFLINE = "Mất kết nối – bài đang được giữ trên máy này.";

  const form = bar.closest("form");
  // An older browser has the plain form.
  if (!form.requestSubmit || !window.AbortSignal?.timeout || !window.HTMLDialogElement) return;

  const { workingCopy: url, user, login: loginUrl } = bar.dataset;
  const status = bar.querySelector("[data-copy-status]");
  const others = bar.querySelector("[data-copy-others]");
  const dialog = document.querySelector("[data-sign-in-again]");
  const problem = dialog.querySelector("[data-sign-in-problem]");
  const key = form.elements._copy.value;
  const prefix = `kttt-bai:${user}:`;

  let typedAt = 0; // of the last change that the server does not have
  let sentAt = Date.now();
  let touchedAt = Date.now();
  let timer = 0;
  let running = null;
  let pressed; // the button that waits until the text is safe; undefined when none does
  let leaving = false;
  let tried = false; // a press came to nothing although there is a network
  let later = false; // asked to sign in, and wants to write on first

  const say = (words, bad = false) => {
    bar.hidden = false;
    bar.classList.toggle("copy-status--problem", bad);
    if (status.textContent !== words) status.textContent = words;
  };

  // The form without files, as the server would get it.
  const entries = () =>
    [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");

  // Browsers that forbid storage still keep the copy on the server.
  const local = {
    write: (content) => {
      try {
        localStorage.setItem(prefix + key, JSON.stringify({ at: Date.now(), content }));
      } catch {}
    },
    remove: (name) => {
      try {
        localStorage.removeItem(name);
      } catch {}
    },
    all: () => {
      try {
        return Object.keys(localStorage)
          .filter((name) => name.startsWith(prefix))
          .map((name) => ({ name, ...JSON.parse(localStorage.getItem(name)) }));
      } catch {
        return [];
      }
    },
  };

  const takeToken = (token) => {
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
    // The editor remembers the token with which its pictures go up.
    for (const editor of Object.values(window.editors || {})) {
      if (!editor.plugins.has("FileRepository")) continue;
      const files = editor.plugins.get("FileRepository");
      const make = files.createUploadAdapter;
      files.createUploadAdapter = (loader) => {
        const adapter = make(loader);
        adapter.options = { ...adapter.options, headers: { "X-CSRFToken": token } };
        return adapter;
      };
    }
  };

  const ask = (address, options = {}) =>
    fetch(address, { credentials: "same-origin", signal: AbortSignal.timeout(15000), ...options });

  const isJson = (answer) => (answer.headers.get("Content-Type") || "").startsWith("application/json");

  // One request; "kept", "login" (a session is needed), "refused" (the page says why) or "offline".
  async function post(content, again = true) {
    const body = new URLSearchParams(content);
    body.set("_user", user);
    const answer = await ask(url, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    });
    if (answer.status === 401 || answer.status === 409) return "login";
    if (answer.status === 403 && !isJson(answer) && again) {
      // The token is of an earlier session.
      const now = await ask(url);
      if (now.status === 401) return "login";
      takeToken((await now.json()).token);
      return post(content, false);
    }
    if (!isJson(answer)) return "offline";
    const said = await answer.json();
    if (!answer.ok) {
      say(said.refused || OFFLINE, true);
      return "refused";
    }
    show(said);
    return "kept";
  }

  function show({ saved_at: savedAt, others: names, newer }) {
    const lines = [];
    if (names.length) lines.push(`${names.join(", ")} cũng đang mở bài này.`);
    if (newer) lines.push(`${newer} Khi bạn lưu, hai bản sẽ được đặt cạnh nhau để chọn.`);
    others.textContent = lines.join(" ");
    if (lines.length) bar.hidden = false;
    if (savedAt && typedAt) say(`Bản đang viết đã được giữ lúc ${savedAt}.`);
  }

  // Sends what was typed, or (typed = false) only that the page is open. One request at a time.
  async function send(typed) {
    while (running) await running;
    const began = typedAt;
    const content = typed ? [...entries(), ["_typed", "1"]] : [["_copy", key], ["_version", form.elements._version.value]];
    sentAt = Date.now();
    running = post(content).catch(() => "offline");
    const outcome = await running;
    running = null;
    if (outcome === "kept" && typed && typedAt === began) {
      typedAt = 0;
      local.remove(prefix + key);
    }
    if (outcome === "offline" && (typed || typedAt)) say(OFFLINE, true);
    if (outcome === "login") askToSignIn();
    return outcome;
  }

  function typed() {
    if (leaving) return;
    typedAt = touchedAt = Date.now();
    local.write(entries());
    clearTimeout(timer);
    timer = setTimeout(() => send(true), Math.max(0, Math.min(PAUSE_MS, sentAt + AT_MOST_MS - Date.now())));
  }

  function askToSignIn() {
    say("Phiên làm việc đã hết – bài đang được giữ trên máy này.", true);
    if (!dialog.open && (!later || pressed !== undefined)) {
      problem.hidden = true;
      dialog.showModal();
    }
  }

  async function signIn(name, password) {
    const page = new DOMParser().parseFromString(await (await ask(loginUrl)).text(), "text/html");
    const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
    // Signing in leads on to our own address, which answers in JSON; a wrong password leads back to the form.
    const body = new URLSearchParams({ username: name, password, next: url, csrfmiddlewaretoken: token });
    const answer = await ask(loginUrl, { method: "POST", body });
    if (!answer.ok || !isJson(answer)) return false;
    const now = await answer.json();
    takeToken(now.token);
    return now.user === user;
  }

  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { username, password } = event.target.elements;
    let words = "Mật khẩu chưa đúng: hãy nhập lại.";
    let done = false;
    try {
      done = await signIn(username.value, password.value);
    } catch {
      words = "Chưa kết nối được máy chủ: hãy thử lại khi có mạng.";
    }
    password.value = "";
    problem.textContent = words;
    problem.hidden = done;
    if (!done) return;
    later = false;
    dialog.close();
    say("Đã đăng nhập lại.");
    typedAt = typedAt || Date.now();
    if (pressed !== undefined) submit(pressed);
    else send(true);
  });
  dialog.querySelector("[data-sign-in-later]").addEventListener("click", () => {
    pressed = undefined;
    later = true;
    dialog.close();
  });

  // The form leaves only when the server has the text: an answer "sign in first" would lose what was sent.
  async function submit(button) {
    pressed = button;
    clearTimeout(timer);
    const outcome = await send(typedAt > 0);
    // Keeping copies may be what fails: a second press sends the form all the same, and the device's copy stays.
    const anyway = outcome === "offline" && tried && navigator.onLine;
    if (outcome === "offline" && !anyway) {
      tried = navigator.onLine;
      say(`${OFFLINE} Có mạng trở lại hãy bấm lại nút vừa bấm.`, true);
      pressed = undefined;
    }
    if (outcome !== "kept" && outcome !== "refused" && !anyway) return;
    leaving = true;
    if (!anyway) local.remove(prefix + key);
    form.requestSubmit(pressed);
  }
  form.addEventListener("submit", (event) => {
    if (leaving || event.submitter?.hasAttribute("formaction")) {
      leaving = true;
      return;
    }
    event.preventDefault();
    if (pressed === undefined) submit(event.submitter); // a second press while the first is on its way is none
  });
  // Back out of the history, the page is in use again.
  addEventListener("pageshow", () => {
    leaving = false;
    pressed = undefined;
  });

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  window.django?.jQuery?.(form).on("select2:select select2:unselect select2:clear", typed);
  const found = setInterval(() => {
    const areas = [...form.querySelectorAll("textarea.django_ckeditor_5")];
    const ready = areas.filter((area) => window.editors?.[area.id]);
    if (ready.length < areas.length) return;
    clearInterval(found);
    for (const area of ready) window.editors[area.id].model.document.on("change:data", typed);
  }, 200);

  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, () => (touchedAt = Date.now()), { passive: true });
  }
  setInterval(() => {
    if (leaving || dialog.open) return;
    if (typedAt && Date.now() - sentAt > AT_MOST_MS) send(true);
    else if (!document.hidden && Date.now() - touchedAt < IDLE_MS && Date.now() - sentAt > HERE_MS) send(false);
  }, 5000);
  addEventListener("online", () => typedAt && send(true));
  addEventListener("offline", () => say(OFFLINE, true));

  // What this device alone has from an earlier visit goes to the server, which then offers it.
  (async () => {
    const isNew = key.startsWith("moi-");
    let brought = false;
    if (!("refused" in bar.dataset)) {
      for (const copy of local.all()) {
        const name = copy.name.slice(prefix.length);
        if (Date.now() - copy.at > KEPT_MS) local.remove(copy.name);
        else if (name === key || (isNew && name.startsWith("moi-"))) {
          if ((await post([...copy.content, ["_typed", "1"]]).catch(() => "offline")) !== "kept") continue;
          local.remove(copy.name);
          brought = true;
        }
      }
    }
    if (brought && !typedAt) location.reload();
    else send(false);
  })();
});
