// Suggestions below the search boxes, as the combobox pattern of ARIA says. Without this file a box is a plain form.
(() => {
  const { address } = document.currentScript.dataset;
  const PAUSE = 120; // ms without a key before the server is asked
  const LEAST = 2;   // letters

  const attend = (input) => {
    const list = document.createElement("div"), said = document.createElement("p");
    let options = [], active = -1, asked = "", request, timer;
    list.className = "typing";
    list.hidden = true;
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    input.type = "text"; // a search field may not be a combobox, and clears itself on Escape
    input.enterKeyHint = "search";
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${input.id}-goi-y` })) input.setAttribute(name, value);
    input.form.append(list, said);

    const choose = (at) => {
      options[active]?.setAttribute("aria-selected", "false");
      active = at;
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      options[at].setAttribute("aria-selected", "true");
      options[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[at].id);
    };
    const open = () => {
      list.hidden = !options.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
    };
    const close = () => {
      clearTimeout(timer);
      request?.abort();
      choose(-1);
      list.replaceChildren(); // no other box may hold an option of the same id
      options = [];
      asked = said.textContent = "";
      open();
    };
    const go = (option) => { location.href = option.dataset.address; };

    const ask = async () => {
      const text = input.value.trim();
      if (text === asked) return;
      if (text.length < LEAST) return close();
      request?.abort();
      request = new AbortController();
      asked = text;
      try {
        const answer = await fetch(`${address}?q=${encodeURIComponent(text.slice(0, 60))}`, { signal: request.signal });
        const html = answer.ok ? await answer.text() : "";
        if (asked !== text || document.activeElement !== input) return;
        choose(-1);
        list.innerHTML = html;
        list.firstElementChild?.setAttribute("id", input.getAttribute("aria-controls"));
        options = [...list.querySelectorAll("[role=option]")];
        said.textContent = list.firstElementChild?.dataset.said ?? "";
        open();
      } catch { /* asked again, or no network: the form still works */ }
    };
    const askSoon = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    };

    input.addEventListener("input", (event) => { if (!event.isComposing) askSoon(); });
    input.addEventListener("compositionstart", () => clearTimeout(timer));
    input.addEventListener("compositionend", askSoon);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return; // the key is the input method's
      const { key } = event, last = options.length - 1;
      if (key === "ArrowDown" || key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) return askSoon();
        choose(key === "ArrowDown" ? (active < last ? active + 1 : -1) : active < 0 ? last : active - 1);
      } else if (key === "Enter" && active >= 0) {
        event.preventDefault();
        go(options[active]);
      } else if (key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) go(option);
    });
  };

  // A box that stays within one record has no use for the names of others.
  for (const input of document.querySelectorAll("form[role=search]:not(.within) input[name=q]")) attend(input);
})();

// What changes a list in place is two fifths of its weight, and comes when the line of its filters is first reached. It
// begins at once only on a page that is whole; a change made before it is here waits for it.
(() => {
  const form = document.querySelector("form[data-script]"), line = form?.closest("details");
  if (!line) return;
  let changed = false, script;
  const load = () => {
    script.src = form.dataset.script;
    script.integrity = form.dataset.integrity ?? "";
    script.onload = () => changed && htmx.trigger(form, "change");
    document.head.append(script);
  };
  const bring = () => {
    if (script) return;
    script = document.createElement("script");
    if (document.readyState === "complete") load(); else addEventListener("load", load);
  };
  for (const kind of ["pointerenter", "touchstart", "focusin", "toggle"]) line.addEventListener(kind, bring, { passive: true });
  line.addEventListener("change", () => { changed = !window.htmx; });
  if (line.open || history.state) bring(); // what was changed in place is gone back from and forward to
})();
