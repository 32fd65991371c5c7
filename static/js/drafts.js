// Typing that is not saved yet is kept in this browser and offered back, until the server says that it was saved.
(() => {
  const KEY = "hoso-ban-go", KEPT = 7 * 24 * 3600 * 1000, PAUSE = 800; // ms
  const { user } = document.currentScript.dataset;
  const key = (path) => `${KEY} ${user} ${path}`;
  const read = (name) => { try { return JSON.parse(localStorage.getItem(name)) ?? []; } catch { return []; } };
  const write = (name, drafts) => {
    try {
      if (drafts.length) localStorage.setItem(name, JSON.stringify(drafts));
      else localStorage.removeItem(name);
    } catch { /* storage is full or forbidden: the form still works */ }
  };

  const saved = document.cookie.match(/(?:^|; )hoso_saved=([^;]*)/);
  if (saved) {
    write(key(decodeURIComponent(decodeURIComponent(saved[1]))), []);
    document.cookie = "hoso_saved=; path=/admin/; max-age=0";
  }
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(KEY)) write(name, read(name).filter((draft) => Date.now() - draft.at < KEPT));
    }
  } catch { return; }

  /** On the desk: the form that was left last with something typed in it. */
  const resume = () => {
    const line = document.getElementById("dang-go-do"), mine = key("");
    if (!line) return;
    const left = Object.keys(localStorage).filter((name) => name.startsWith(mine))
      .flatMap((name) => read(name).slice(-1).map((draft) => ({ ...draft, path: name.slice(mine.length) })))
      .sort((a, b) => b.at - a.at)[0];
    if (!left) return;
    const link = document.createElement("a"), note = document.createElement("small");
    link.href = left.path;
    link.textContent = left.title || left.path;
    note.textContent = line.dataset.here;
    line.append(`${line.dataset.typed} ${new Date(left.at).toLocaleString("vi", { hour: "2-digit", minute: "2-digit", day: "numeric", month: "numeric" })}: `, link, " ", note);
    line.hidden = false;
  };

  const start = () => {
    resume();
    const box = document.getElementById("ban-go");
    if (!box) return;
    const form = box.closest("form"), mine = key(location.pathname), bound = form.querySelector(".errornote") !== null;
    const prefixes = [...form.elements].filter((el) => el.name.endsWith("-TOTAL_FORMS")).map((el) => el.name.slice(0, -12)).sort((a, b) => b.length - a.length);
    const count = (prefix, which) => Number(form.elements[`${prefix}-${which}_FORMS`].value);
    const left = (el) => !el.name || ["file", "password", "submit", "button", "reset"].includes(el.type) || el.name.startsWith("_") || el.name === "csrfmiddlewaretoken" || /_FORMS$|-__prefix__-/.test(el.name) || el.classList.contains("filtered");
    const place = (name) => {
      for (const prefix of prefixes) {
        const [, at, field] = name.startsWith(`${prefix}-`) ? name.slice(prefix.length + 1).match(/^(\d+)-(.+)$/) ?? [] : [];
        if (field) return [prefix, Number(at), field];
      }
      return [null, 0, name];
    };
    const differs = (el) => {
      if (el.type === "checkbox" || el.type === "radio") return el.checked !== el.defaultChecked;
      if (!el.options) return el.value !== el.defaultValue;
      const first = [...el.options].filter((option) => option.defaultSelected);
      const before = first.length || el.multiple ? first : [...el.options].slice(0, 1);
      return [...el.selectedOptions].map((o) => o.value).join("\n") !== before.map((o) => o.value).join("\n");
    };
    const texts = (el) => {
      if (el.type === "checkbox" || el.type === "radio") return el.checked ? [[el.value, ""]] : [];
      return el.options ? [...el.selectedOptions].map((o) => [o.value, o.text]) : [[el.value, ""]];
    };

    let drafts = read(mine), current = null;
    // A form that came back with mistakes holds what was last typed: it is gone on with, not offered.
    if (bound && drafts.length) current = drafts.pop();
    const touched = new Set(Object.keys(current?.head ?? {}));
    const touchedRows = new Set(Object.entries(current?.rows ?? {}).flatMap(([prefix, rows]) => Object.keys(rows).map((pk) => `${prefix} ${pk}`)));

    /** {head: {name: texts}, rows: {prefix: {pk: row}}, added: {prefix: [row]}} of what was changed. */
    const collect = () => {
      const head = {}, rows = {}, added = {}, changed = new Set(), found = [];
      for (const el of form.elements) {
        if (left(el)) continue;
        const [prefix, at, field] = place(el.name);
        found.push([el, prefix, at, field]);
        if (!differs(el)) continue;
        if (prefix === null) touched.add(field);
        else changed.add(`${prefix} ${at}`);
      }
      for (const [el, prefix, at, field] of found) {
        let row = null;
        if (prefix === null) row = touched.has(field) ? head : null;
        else if (at >= count(prefix, "INITIAL")) {
          if (changed.has(`${prefix} ${at}`) || bound) row = ((added[prefix] ??= {})[at] ??= {});
        } else {
          const pk = form.elements[`${prefix}-${at}-id`]?.value;
          if (pk && (changed.has(`${prefix} ${at}`) || touchedRows.has(`${prefix} ${pk}`))) row = ((rows[prefix] ??= {})[pk] ??= {});
        }
        if (row) (row[field] ??= []).push(...texts(el));
      }
      for (const prefix of Object.keys(added)) added[prefix] = Object.values(added[prefix]);
      return { head, rows, added };
    };
    const save = () => {
      const now = collect();
      const something = Object.values(now).some((part) => Object.keys(part).length);
      const title = (document.querySelector("#content > h2") ?? document.querySelector("#content > h1"))?.textContent.trim();
      current = something ? { at: Date.now(), opened: form.elements._opened?.value ?? "", title, ...now } : null;
      write(mine, current ? [...drafts, current] : drafts);
    };
    let timer = null;
    const soon = () => { clearTimeout(timer); timer = setTimeout(() => { timer = null; save(); }, PAUSE); };
    const atOnce = () => { if (timer) { clearTimeout(timer); timer = null; save(); } };

    const fill = (name, values) => {
      for (const el of [...form.elements].filter((one) => one.name === name && !left(one))) {
        if (el.type === "checkbox" || el.type === "radio") el.checked = values.some(([value]) => value === el.value);
        else if (el.options) {
          for (const [value, label] of values) {
            if (![...el.options].some((option) => option.value === value)) el.add(new Option(label, value));
          }
          for (const option of el.options) option.selected = values.some(([value]) => value === option.value);
          window.django?.jQuery?.(el).trigger("change"); // the autocomplete shows it
        } else el.value = values[0]?.[0] ?? "";
        el.dispatchEvent(new CustomEvent("put-back", { bubbles: true })); // what it stands in opens (static/js/folds.js)
      }
    };
    const fillRow = (prefix, at, row) => {
      for (const [field, values] of Object.entries(row)) {
        if (field !== "id") fill(`${prefix}-${at}-${field}`, values);
      }
    };
    const addRow = (prefix, row) => {
      const at = count(prefix, "TOTAL");
      document.getElementById(`${prefix}-group`)?.querySelector(".add-row a")?.click();
      if (count(prefix, "TOTAL") > at) fillRow(prefix, at, row);
    };
    const restore = (draft) => {
      for (const [name, values] of Object.entries(draft.head)) fill(name, values);
      for (const [prefix, rows] of Object.entries(draft.rows)) {
        for (const [pk, row] of Object.entries(rows)) {
          const at = Array.from({ length: count(prefix, "INITIAL") }, (_each, i) => i).find((i) => form.elements[`${prefix}-${i}-id`]?.value === pk);
          if (at === undefined) { delete row.DELETE; addRow(prefix, row); } // deleted meanwhile: what was typed stands as a new row
          else fillRow(prefix, at, row);
        }
      }
      for (const [prefix, rows] of Object.entries(draft.added)) for (const row of rows) addRow(prefix, row);
      // The version it was typed on: if the record has moved on, the server shows both.
      if (draft.opened && form.elements._opened) form.elements._opened.value = draft.opened;
    };

    const offer = (draft) => {
      const line = document.createElement("p"), day = new Date(draft.at);
      const time = day.toLocaleTimeString("vi", { hour: "2-digit", minute: "2-digit" });
      line.append(`${box.dataset.found} ${day.toDateString() === new Date().toDateString() ? time : `${time} ${day.toLocaleDateString("vi")}`}: `);
      for (const [word, act] of [[box.dataset.restore, () => restore(draft)], [box.dataset.drop, () => {}]]) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = word;
        button.addEventListener("click", () => {
          act();
          drafts = drafts.filter((other) => other !== draft);
          line.remove();
          save();
        });
        line.append(button, " ");
      }
      box.append(line);
    };
    drafts.forEach(offer);

    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    window.django?.jQuery?.(form).on("change", soon); // an autocomplete tells jQuery alone
    document.addEventListener("formset:removed", soon);
    // Rows that come from elsewhere: {prefix: [row]}, as a draft keeps them (static/js/rows.js).
    form.addEventListener("them-dong", (event) => {
      event.preventDefault();
      for (const [prefix, rows] of Object.entries(event.detail)) for (const row of rows) addRow(prefix, row);
      soon();
    });
    form.addEventListener("submit", save);
    addEventListener("pagehide", atOnce);
    document.addEventListener("visibilitychange", atOnce);
  };
  if (document.readyState === "complete") start();
  else addEventListener("load", start); // after the admin has made its inlines and autocompletes
})();
