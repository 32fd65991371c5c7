// Names for what the stock admin leaves without: the boxes of its autocompletes, the first column of its tables of rows.
(() => {
  const label = (select) => {
    if (select.labels?.length) return select.labels[0];
    const cell = select.closest("td");
    return cell && cell.closest("table").querySelectorAll("thead th")[cell.cellIndex];
  };
  const name = (box) => {
    const select = box.previousElementSibling, said = select && label(select);
    if (!said) return;
    said.id ||= `nhan-${select.id}`;
    for (const part of box.querySelectorAll("[role=combobox], [role=textbox], input[type=search]")) {
      const shown = part.matches("[role=combobox]") ? box.querySelector("[role=textbox]")?.id : "";
      part.setAttribute("aria-labelledby", `${said.id} ${shown ?? ""}`.trim());
    }
  };

  document.querySelectorAll(".select2-container").forEach(name);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) if (node.matches?.("select ~ .select2-container")) name(node);
  }).observe(document.body, { childList: true, subtree: true });

  for (const head of document.querySelectorAll("th.original:empty")) {
    const text = document.createElement("span");
    text.className = "visually-hidden";
    text.textContent = head.closest("fieldset")?.querySelector("h2")?.textContent ?? "";
    head.append(text);
  }
})();
