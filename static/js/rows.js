// The conference's form by keyboard: Ctrl+Enter adds a row where one types, Ctrl+S saves and goes on, a new row takes the
// next number, typing opens an autocomplete. Without this file the form is the stock one.
addEventListener("load", () => {
  const form = document.getElementById("conference_form"), $ = window.django?.jQuery;
  if (!form || !$) return;
  const groupOf = (el) => el.closest(".inline-group");
  const rowOf = (el) => el.closest(".inline-related");
  const first = (row) => row.querySelector('input:not([type="hidden"]):not([name$="-rank"]):not([name$="-number"]), select, textarea');
  const focus = (el) => (el?.classList.contains("select2-hidden-accessible") ? $(el).data("select2").$selection.trigger("focus") : el?.focus());

  // --- A new row ------------------------------------------------------------------------------------------
  let wanted = false;
  const add = (group) => {
    wanted = true;
    group.querySelector(".add-row a")?.click();
    wanted = false;
  };
  form.addEventListener("click", (event) => {
    if (event.isTrusted && event.target.closest(".add-row a")) wanted = true;
  }, true);
  document.addEventListener("formset:added", (event) => {
    if (wanted) setTimeout(() => focus(first(event.target))); // once its autocompletes are made
    wanted = false;
  });

  /** What is typed first in a new row gives it the number after the last. An untouched row stays untouched. */
  const number = (el) => {
    const row = rowOf(el), group = row && groupOf(row);
    if (!group || row.dataset.numbered || row.classList.contains("has_original") || el.name?.includes("__prefix__")) return;
    row.dataset.numbered = "1";
    const own = row.querySelector('[name$="-rank"], [name$="-number"]');
    if (!own || own === el || own.value !== own.defaultValue) return;
    const field = own.name.slice(own.name.lastIndexOf("-"));
    const others = [...group.querySelectorAll(`[name$="${field}"]`)].filter(
      (one) => one !== own && !one.name.includes("__prefix__") && (rowOf(one).dataset.numbered || rowOf(one).classList.contains("has_original")));
    const last = Math.max(0, ...others.map((one) => Number(one.value) || 0));
    if (last) own.value = last + 1;
  };
  form.addEventListener("input", (event) => number(event.target));
  $(form).on("change", (event) => number(event.target));

  // --- Keys -----------------------------------------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    const told = event.ctrlKey || event.metaKey, group = groupOf(event.target);
    if (told && event.key === "Enter" && group) {
      event.preventDefault();
      add(group);
    } else if (told && event.key.toLowerCase() === "s") {
      const save = form.querySelector('[name="_continue"]') ?? form.querySelector('[name="_save"]');
      if (!save) return;
      event.preventDefault();
      form.requestSubmit(save);
    } else if (!told && event.key.length === 1 && event.key !== " " && event.target.matches?.(".select2-selection--single")) {
      event.preventDefault();
      $(event.target).closest(".select2-container").prev("select").select2("open");
      const box = document.querySelector(".select2-container--open .select2-search__field");
      box.value = event.key;
      box.focus();
      $(box).trigger("input");
    }
  });

  // --- Where a link of the contents, or the page before this one, leads to, typing goes on ------------------
  const arrive = () => {
    const heading = document.getElementById(location.hash.slice(1));
    if (!heading?.id.endsWith("-heading") || !form.contains(heading)) return;
    heading.closest("details").open = true;
    heading.tabIndex = -1;
    heading.focus();
  };
  addEventListener("hashchange", arrive);
  arrive();

  // --- The last conference: its rows come into the open form; a chosen region brings its own ---------------
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a.chep");
    if (!link) return;
    const rows = new CustomEvent("them-dong", { detail: JSON.parse(link.dataset.rows), cancelable: true });
    if (form.dispatchEvent(rows)) return; // nobody took them: the address of the link does it
    event.preventDefault();
    const done = document.createElement("strong");
    done.textContent = link.dataset.done;
    done.tabIndex = -1;
    link.replaceWith(done);
    done.focus();
  });
  const series = document.getElementById("id_series");
  if (series && location.pathname.endsWith("/add/")) {
    $(series).on("change", async () => {
      const answer = series.value && (await fetch(`?series=${series.value}`).catch(() => null));
      if (!answer?.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.getElementById("lan-truoc")?.replaceWith(page.getElementById("lan-truoc"));
    });
  }

  // --- What is folded away shows where it holds something ---------------------------------------------------
  for (const details of form.querySelectorAll(".inline-related.has_original fieldset details")) {
    details.open = [...details.querySelectorAll("input, select, textarea")].some(
      (el) => el.type !== "hidden" && el.value && !(el.type === "checkbox" && !el.checked) && !el.name.endsWith("-state"));
  }
});
