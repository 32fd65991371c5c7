// Who else has this form open. Without this file the form says who had it open when it was opened.
(() => {
  const EVERY = 25_000; // ms
  const box = document.getElementById("nguoi-khac"), form = box.closest("form");
  let sending = false, timer;

  const body = (entries = {}) => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [name, value] of Object.entries(entries)) data.set(name, value);
    return data;
  };
  const say = (sentences) => {
    const now = sentences.join("\n");
    if (box.dataset.said === now) return; // nothing new: a screen reader stays quiet
    box.dataset.said = now;
    box.replaceChildren(...sentences.map((sentence) => {
      const line = document.createElement("p");
      line.textContent = sentence;
      return line;
    }));
  };
  const poll = async () => {
    try {
      const answer = await fetch(box.dataset.address, { method: "POST", body: body(), redirect: "manual" });
      if (answer.ok) say((await answer.json()).others);
      else if (answer.type === "opaqueredirect") {
        clearInterval(timer);
        say([box.dataset.lost]);
      }
    } catch { /* no network now: asked again */ }
  };

  box.dataset.said = [...box.querySelectorAll("p")].map((line) => line.textContent).join("\n");
  timer = setInterval(poll, EVERY);
  form.addEventListener("submit", () => { sending = true; });
  addEventListener("pagehide", () => { if (!sending) navigator.sendBeacon(box.dataset.address, body({ di: "1" })); });
  addEventListener("pageshow", (event) => { if (event.persisted) { sending = false; poll(); } });
})();
