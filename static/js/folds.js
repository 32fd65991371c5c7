// Parts of a form or a page that are closed: what leads into one opens it. Without this file they open by hand, and are
// sent all the same. The link beside a line copies its address; without this file it leads there, and the bar has it.
(() => {
  const open = (element) => {
    for (let fold = element?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };
  const named = (hash) => document.getElementById(hash.slice(1));
  /** What stands in `element`, where that is a part or a row itself, is shown too. */
  const show = (element) => {
    open(element);
    open(element?.querySelector(":scope > details > summary, :scope > fieldset > details > summary"));
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link && link.hash.length > 1) show(named(link.hash));
  }, true);
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a.own-address");
    if (!link) return;
    try {
      await navigator.clipboard.writeText(link.href); // absent where the page came over plain HTTP
      link.nextElementSibling.textContent = link.dataset.done;
    } catch {
      // the link has led there: the address stands in the bar
    }
  });
  document.addEventListener("formset:added", (event) => open(event.target));
  document.addEventListener("put-back", (event) => open(event.target)); // typing that was kept (static/js/drafts.js)
  const arrive = () => {
    if (location.hash.length < 2) return;
    show(named(location.hash));
    named(location.hash)?.scrollIntoView();
  };
  addEventListener("hashchange", arrive);
  addEventListener("load", arrive);
  // What stands beside a wide form is one line before it on a narrow screen.
  for (const [fold, width] of [["#lan-truoc > details", "72rem"], [".muc-luc > details", "52rem"]]) {
    const narrow = matchMedia(`(width < ${width})`);
    const fit = () => document.querySelector(fold)?.toggleAttribute("open", !narrow.matches);
    narrow.addEventListener("change", fit);
    fit();
  }
})();
