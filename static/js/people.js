// Lines of people by keyboard: Enter goes on, a new line comes by itself, the server says what each one means.
// Without this file the page has eight empty lines and a box to paste into, and says it when it is sent.
(() => {
  const form = document.getElementById("nguoi-du"), body = form.querySelector(".dongs tbody");
  const template = form.querySelector("template"), total = form.elements["dong-TOTAL_FORMS"];
  const COLUMNS = ["name", "post", "place", "role"];
  const rows = () => [...body.rows];
  const cell = (row, column) => form.elements[`${row.dataset.dong}-${column}`];
  const isEmpty = (row) => COLUMNS.every((column) => !cell(row, column).value.trim());
  const said = (row) => row.querySelector(".dong-noi");

  const add = () => {
    const number = Number(total.value), holder = document.createElement("tbody");
    holder.innerHTML = template.innerHTML.replaceAll("__so__", number);
    const [row] = holder.rows;
    body.append(row);
    total.value = number + 1;
    return row;
  };
  const next = (row) => row.nextElementSibling ?? add();

  // --- What a line means ----------------------------------------------------------------------------------
  const waiting = new Map(), asked = new WeakMap();
  const sent = (row) => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("dong", row.dataset.dong);
    for (const el of row.querySelectorAll("input")) {
      if (el.type !== "hidden" && (el.type !== "radio" || el.checked)) data.set(el.name, el.value);
    }
    return data;
  };
  const ask = (row) => {
    const data = sent(row), text = JSON.stringify([...data].slice(2));
    if (asked.get(row) === text) return;
    asked.set(row, text);
    const answer = fetch(form.dataset.line, { method: "POST", body: data, redirect: "manual" })
      .then((reply) => (reply.ok ? reply.json() : null))
      .then((told) => {
        if (!told || asked.get(row) !== text) return;
        const chosen = row.contains(document.activeElement) && document.activeElement.type === "radio" ? document.activeElement : null;
        said(row).innerHTML = told.said;
        cell(row, "seen").value = told.seen;
        if (chosen) row.querySelector(`input[name="${chosen.name}"][value="${chosen.value}"]`)?.focus();
      })
      .catch(() => asked.delete(row)) // no network now: the page says it when it is sent
      .finally(() => waiting.get(row) === answer && waiting.delete(row));
    waiting.set(row, answer);
  };

  // --- Typing ---------------------------------------------------------------------------------------------
  body.addEventListener("input", (event) => {
    const row = event.target.closest("tr");
    if (row === body.lastElementChild && !isEmpty(row)) add();
  });
  body.addEventListener("change", (event) => ask(event.target.closest("tr")));
  body.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr");
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (!isEmpty(row)) ask(row);
      cell(next(row), "name").focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.type === "text") {
      const other = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
      if (!other) return;
      event.preventDefault();
      cell(other, event.target.name.slice(row.dataset.dong.length + 1)).focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || (event.key !== "Enter" && event.key.toLowerCase() !== "s")) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector('button[value="ghi"]'));
  });

  // --- A list from minutes or a sheet ---------------------------------------------------------------------
  body.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (event.target.type !== "text" || !/[\t;\n]/.test(text.trim())) return;
    event.preventDefault();
    let row = event.target.closest("tr");
    const first = COLUMNS.indexOf(event.target.name.slice(row.dataset.dong.length + 1));
    for (const line of text.split(/\r?\n/).filter((one) => one.trim() && !/(^|[\t;])\s*họ\s*(và|,)?\s*tên\s*:?\s*($|[\t;])/iu.test(one))) {
      const cells = (line.includes("\t") ? line.split("\t") : line.split(";")).map((one) => one.trim());
      if (/^[^\p{L}]+$/u.test(cells[0]) && cells.length > 1) cells.shift(); // the rest of what is no name the server leaves out
      COLUMNS.slice(first).forEach((column, at) => { if (cells[at]) cell(row, column).value = cells[at]; });
      cell(row, COLUMNS[first]).dispatchEvent(new Event("input", { bubbles: true }));
      ask(row);
      row = next(row);
    }
    cell(row, "name").focus();
  });

  /** The first choice of the first question without an answer. */
  const firstOpen = () => [...body.querySelectorAll(".dong-hoi")]
    .find((group) => !group.querySelector(":checked"))?.querySelector("input");

  // --- Sending: what the server would ask is answered first -----------------------------------------------
  let through = false;
  form.addEventListener("submit", async (event) => {
    if (through || event.submitter?.value !== "ghi") return;
    event.preventDefault();
    rows().filter((row) => !isEmpty(row)).forEach(ask);
    await Promise.allSettled(waiting.values());
    await new Promise((done) => setTimeout(done)); // inside its own submit event a form ignores requestSubmit()
    const open = firstOpen();
    if (open) {
      open.focus();
      return;
    }
    through = true;
    form.requestSubmit(event.submitter);
    through = false;
  });

  const more = form.querySelector(".add-row"), link = more.querySelector("a");
  more.hidden = false;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const row = add();
    if (event.isTrusted) cell(row, "name").focus();
  });
  (firstOpen() ?? cell(rows().find(isEmpty) ?? add(), "name")).focus();
})();
