// Reads the article aloud where the device has a Vietnamese voice; the buttons show only there.
(() => {
  const place = document.querySelector("[data-listen]");
  const speech = window.speechSynthesis;
  if (!place || !speech) return;
  const start = place.querySelector("[data-listen-start]");
  const stop = place.querySelector("[data-listen-stop]");
  const voice = () => speech.getVoices().find((one) => /^vi\b/i.test(one.lang));
  const offer = () => { place.hidden = !voice(); };
  let state = "silent";

  const become = (now) => {
    state = now;
    start.textContent = { silent: "Nghe bài viết", reading: "Tạm dừng", paused: "Đọc tiếp" }[now];
    stop.hidden = now === "silent";
  };
  const end = () => {
    if (document.activeElement === stop) start.focus();
    become("silent");
    speech.cancel();
  };
  // Long utterances are cut off by some browsers, so each paragraph is one of its own.
  const read = () => {
    const parts = [...document.querySelectorAll("[data-listened]")]
      .flatMap((part) => part.innerText.split(/\n+/)).map((words) => words.trim()).filter(Boolean);
    parts.forEach((words, number) => {
      const said = new SpeechSynthesisUtterance(words);
      said.lang = "vi-VN";
      said.voice = voice();
      if (number === parts.length - 1) said.addEventListener("end", end);
      speech.speak(said);
    });
    become("reading");
  };
  start.addEventListener("click", () => {
    if (state === "silent") { speech.cancel(); read(); }
    else if (state === "reading") { speech.pause(); become("paused"); }
    else { speech.resume(); become("reading"); }
  });
  stop.addEventListener("click", end);
  window.addEventListener("pagehide", () => speech.cancel());
  speech.addEventListener?.("voiceschanged", offer);
  offer();
})();
