// A form: the keyboard starts on its first mistake or else its first field, and a mistake's link leads into its field, which
// static/js/folds.js has opened. After a timer: jQuery makes the autocompletes in timers of its own, which a load can overtake.
addEventListener("load", () => setTimeout(() => {
  const form = document.querySelector("#content-main > form");
  if (!form) return;
  const focus = (el) => {
    const box = el.matches("select") && el.nextElementSibling?.querySelector?.(".select2-selection");
    const field = box || el;
    if (!field.matches("input, select, textarea, a, button, [tabindex]")) field.tabIndex = -1;
    field.focus();
    field.scrollIntoView({ block: "center" });
  };
  form.addEventListener("click", (event) => {
    const link = event.target.closest(".loi a[href^='#']"), el = link && document.getElementById(link.hash.slice(1));
    if (!el) return;
    event.preventDefault();
    focus(el);
  });
  const mistake = form.querySelector(".loi a");
  if (mistake) return mistake.focus();
  const onButton = document.activeElement === document.body || document.activeElement.matches("[type=submit], button, .select2-hidden-accessible");
  if (!location.pathname.endsWith("/add/") || location.hash || !onButton) return;
  const fields = form.querySelectorAll("fieldset input:not([type=hidden]), fieldset select, fieldset textarea");
  const first = [...fields].find((el) => !el.disabled && (el.offsetParent || el.matches(".select2-hidden-accessible")));
  if (first) (first.matches("select") && first.nextElementSibling?.querySelector?.(".select2-selection") || first).focus({ preventScroll: true });
}));
