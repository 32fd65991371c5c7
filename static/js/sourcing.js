// Beside each field: what it stands on. Its citations and its gap are the rows at the foot of the form, moved to their field.
(() => {
  const start = () => {
    const box = document.getElementById("chua-nguon");
    if (!box) return;
    const form = box.closest("form"), say = box.dataset, panels = new Map();
    const groups = [say.citations, say.gaps].map((prefix) => document.getElementById(`${prefix}-group`));
    const facts = say.facts.split(" ").filter((name) => form.elements[name]);
    const make = (tag, has, ...inside) => {
      const el = Object.assign(document.createElement(tag), has);
      el.append(...inside);
      return el;
    };

    // --- The rows --------------------------------------------------------------------------------------
    const control = (row, name) => form.elements[`${row.id}-${name}`];
    /** Those that may be changed: a row that is only read has no control that names its field, and stays where it is. */
    const rowsOf = (prefix) => [...form.querySelectorAll(`.inline-related[id^="${prefix}-"]`)]
      .filter((row) => /^\d+$/.test(row.id.slice(prefix.length + 1)) && control(row, "field"))
      .sort((a, b) => a.id.slice(prefix.length + 1) - b.id.slice(prefix.length + 1));
    const stands = (row) => !control(row, "DELETE")?.checked;
    const toFoot = (prefix, row) => document.getElementById(`${prefix}-empty`).before(row);
    const move = (row, put) => {
      const focused = row.contains(document.activeElement) && document.activeElement;
      put();
      if (focused) focused.focus();
    };
    /** Each row to the field that it speaks of; what speaks of the whole record stays at the foot. */
    const place = () => {
      for (const prefix of [say.citations, say.gaps]) {
        for (const row of rowsOf(prefix)) {
          const panel = panels.get(control(row, "field").value);
          if (panel && row.parentElement !== panel.rows) {
            move(row, () => panel.rows.append(row));
            if (row.querySelector(".errorlist")) open(panel);
          } else if (!panel && row.closest(".nguon-bang")) move(row, () => toFoot(prefix, row));
        }
      }
    };
    const add = (prefix, panel) => {
      const at = form.elements[`${prefix}-TOTAL_FORMS`].value;
      document.querySelector(`#${prefix}-group .add-row a`).click();
      const row = document.getElementById(`${prefix}-${at}`), field = control(row, "field");
      field.value = panel.name;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      row.querySelector(".select2-selection, [name$=-kind]").focus();
    };

    // --- The panel of a field --------------------------------------------------------------------------
    const open = (panel, whether = true) => {
      panel.box.hidden = !whether;
      panel.button.setAttribute("aria-expanded", whether);
    };
    const makePanel = (name) => {
      const field = document.getElementById(`id_${name}`);
      const line = field?.closest(".form-row");
      if (!line) return;
      const label = form.querySelector(`label[for="id_${name}"]`)?.textContent.replace(/:\s*$/, "").trim() ?? name;
      const panel = { name, label, field };
      panel.words = make("span");
      panel.button = make("button", { type: "button", className: "nguon-nut" }, make("span", { className: "visually-hidden" }, `${label}: `), panel.words);
      panel.rows = make("div");
      panel.cite = make("button", { type: "button" }, say.cite);
      panel.gap = make("button", { type: "button" }, say.gap);
      panel.done = make("button", { type: "button" }, say.done);
      panel.box = make("div", { className: "nguon-bang", id: `nguon-${name}`, hidden: true }, panel.rows, make("p", {}, panel.cite, panel.gap, panel.done));
      panel.box.setAttribute("role", "group");
      panel.box.setAttribute("aria-label", `${say.sources} ${label}`);
      panel.button.setAttribute("aria-controls", panel.box.id);
      open(panel, false);
      panel.button.addEventListener("click", () => {
        open(panel, panel.box.hidden);
        if (!panel.box.hidden) panel.box.querySelector("summary, button").focus();
      });
      panel.cite.addEventListener("click", () => add(say.citations, panel));
      panel.gap.addEventListener("click", () => add(say.gaps, panel));
      panel.done.addEventListener("click", () => { open(panel, false); panel.button.focus(); });
      field.closest(".flex-container").append(panel.button);
      line.append(panel.box);
      panels.set(name, panel);
    };

    // --- What it says ----------------------------------------------------------------------------------
    // The default source carries what this save enters or changes; a citation of the whole record that stands, the rest.
    // One that stands by a field of a record on the page speaks of the value that readers see, unless this save changes it.
    const shown = Object.fromEntries(facts.map((name) => [name, form.elements[name].value])), sent = new Set(say.changed.split(" "));
    const entered = (name) => sent.has(name) || form.elements[name].value !== shown[name];
    const anew = new Set(say.anew.split(" "));
    const typed = (el) => el.options
      ? [...el.options].some((option) => option.selected !== option.defaultSelected) : el.type !== "checkbox" && el.value !== el.defaultValue;
    const isNew = (row) => !control(row, "id")?.value || anew.has(row.id) || [...row.querySelectorAll("[name]")].some(typed);
    const onPage = () => (form.elements.publication ? form.elements.publication.value === "published" : Boolean(say.shown));
    const refresh = () => {
      const cited = {}, fresh = {}, gaps = {};
      for (const row of rowsOf(say.citations).filter(stands)) {
        const name = control(row, "field").value;
        if (control(row, "differs")?.value.trim()) continue; // it carries another value
        if (control(row, "source")?.value || control(row, "new_url")?.value.trim()) {
          cited[name] = (cited[name] ?? 0) + 1;
          if (isNew(row)) fresh[name] = (fresh[name] ?? 0) + 1;
        }
      }
      for (const row of rowsOf(say.gaps).filter(stands)) {
        const kind = control(row, "kind");
        gaps[control(row, "field").value] = kind.options ? kind.options[kind.selectedIndex].text : kind.value;
      }
      const chosen = form.elements.default_source?.value, lacking = [];
      let some = false;
      for (const name of facts) {
        const holds = form.elements[name].value.trim() !== "", panel = panels.get(name);
        const whole = (entered(name) ? fresh[""] : cited[""]) ?? 0, own = (entered(name) && onPage() ? fresh : cited)[name] ?? 0;
        const common = chosen && entered(name) && !fresh[name] && !fresh[""];
        some ||= holds;
        const bare = holds && !own && !whole && !common, isOld = bare && Boolean(cited[name] || cited[""]);
        if (bare) lacking.push([name, isOld]);
        if (!panel) continue;
        let words = say.none;
        if (!holds) words = gaps[name] ? `${say.blank}: ${gaps[name]}` : say.blank;
        else if (common) words = say.common;
        else if (own) words = `${say.own}: ${own}`;
        else if (whole) words = `${say.whole}: ${whole}`;
        if (holds && gaps[name]) words = say.both;
        panel.words.textContent = words;
        panel.button.classList.toggle("thieu", bare || (holds && Boolean(gaps[name])));
        panel.gap.hidden = Boolean(gaps[name]);
      }
      count(lacking, some);
    };
    const count = (lacking, some) => {
      const all = lacking.length + Number(say.rows), own = box.querySelector("[data-own]");
      box.querySelector("details").hidden = !all;
      box.querySelector("[data-all-sourced]").hidden = Boolean(all) || !some;
      box.querySelector("[data-count]").textContent = `${all} ${say.fields}`;
      own.hidden = !lacking.length;
      own.replaceChildren(...lacking.flatMap(([name, isOld], at) => {
        const panel = panels.get(name), label = panel?.label ?? name;
        const link = make("a", { href: `#id_${name}` }, isOld ? `${label} (${say.old})` : label);
        link.addEventListener("click", (event) => {
          if (panel) { event.preventDefault(); panel.button.focus(); }
        });
        return at ? [", ", link] : [link];
      }));
    };
    const again = () => { place(); refresh(); };

    if (groups.every(Boolean)) {
      facts.forEach(makePanel);
      // The admin numbers the rows anew in the order of the page when one is removed: they go back to the foot for that.
      let left = null;
      document.addEventListener("click", (event) => {
        const row = event.target.closest?.(".inline-deletelink")?.closest(".inline-related");
        const prefix = [say.citations, say.gaps].find((one) => row?.id.startsWith(`${one}-`));
        if (!prefix) return;
        left = panels.get(control(row, "field").value);
        rowsOf(prefix).forEach((each) => toFoot(prefix, each));
      }, true);
      document.addEventListener("formset:removed", () => setTimeout(() => { // it tells before it numbers
        again();
        left?.cite.focus();
        left = null;
      }));
      window.django?.jQuery?.(form).on("change", again); // an autocomplete, and typing that is restored, tell jQuery alone
      form.addEventListener("input", refresh);
      again();
    }
    for (const [id, number] of Object.entries(JSON.parse(say.ofRows))) {
      const row = document.getElementById(id), link = row?.querySelector("a.inlinechangelink");
      row?.querySelector("summary h3")?.append(make("span", { className: "row-sources" }, `${say.own}: ${number}`));
      link?.after(" · ", make("a", { href: `${link.getAttribute("href")}#chua-nguon` }, `${say.own}: ${number}`));
    }
  };
  // After the admin has made its inlines, which it does in a queue of its own.
  addEventListener("load", () => (window.django?.jQuery ?? setTimeout)(start));
})();
