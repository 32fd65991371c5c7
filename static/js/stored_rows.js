// A stored row of a form comes as its values. Here it is given the fields of the empty row of its inline, before any other
// script looks at it. Without this file the values are sent back as they came (portal/editing/form_parts.py).
(() => {
  /** Shows `sent`, the hidden controls of one name, in `field`, as if the server had written them there. */
  const fill = (field, sent) => {
    const values = sent.map((one) => one.value);
    if (field.type === "checkbox") field.defaultChecked = values.length > 0;
    else if (field.options) {
      for (const { value, dataset } of sent) {
        if (dataset.label !== undefined && ![...field.options].some((option) => option.value === value)) field.add(new Option(dataset.label, value));
      }
      const chosen = values.length || field.matches(".admin-autocomplete") ? values : [""];
      for (const option of field.options) option.defaultSelected = chosen.includes(option.value);
    } else if (values.length || field.defaultValue) field.defaultValue = values[0] ?? "";
  };
  const patterns = {};
  for (const values of document.querySelectorAll(".row-values")) {
    const row = values.closest(".inline-related"), [, prefix, at] = row.id.match(/^(.+)-(\d+)$/);
    patterns[prefix] ??= [...document.querySelectorAll(`#${prefix}-empty > .row > fieldset`)].map((one) => one.outerHTML).join("");
    const sent = [...values.children];
    values.outerHTML = patterns[prefix].replaceAll("__prefix__", at);
    for (const field of row.querySelectorAll(":scope > .row > fieldset [name]")) fill(field, sent.filter((one) => one.name === field.name));
  }
})();
