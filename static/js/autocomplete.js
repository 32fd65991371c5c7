// Enter in an autocomplete takes the first row of what was typed, also when that answer is still on its way.
(() => {
  const { jQuery } = django;
  let open = null; // the select2 whose list is open
  let isFresh = false; // whether the rows shown answer what stands in its box
  let isEntered = false; // whether Enter was pressed before they did

  const watch = (autocomplete) => {
    autocomplete.on("query", () => { isFresh = isEntered = false; });
    autocomplete.on("results:all", ({ query }) => {
      const typed = autocomplete.dropdown.$search?.val() ?? autocomplete.selection.$search?.val() ?? "";
      if (autocomplete !== open || (query.term ?? "") !== typed) return;
      isFresh = true;
      if (isEntered) autocomplete.trigger("results:select", {});
      isEntered = false;
    });
  };
  const watched = new WeakSet();
  jQuery(document)
    .on("select2:opening", "select", ({ target }) => {
      open = jQuery(target).data("select2");
      isFresh = isEntered = false;
      if (!watched.has(open)) watch(open);
      watched.add(open);
    })
    .on("select2:close", "select", () => { open = null; });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || !open?.isOpen() || isFresh) return;
    if (!event.target.matches(".select2-search__field")) return;
    event.preventDefault();
    event.stopPropagation();
    isEntered = true;
  }, true);
})();
