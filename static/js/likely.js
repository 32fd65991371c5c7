// Records that look like the one being typed. Without this file the form asks when it is saved.
(() => {
  const WAIT = 400; // ms after the last key
  const box = document.getElementById("co-the-da-co"), form = box.closest("form");
  const names = box.dataset.fields.split(" ").filter((name) => form.elements[name]);
  let timer, asking, last = "";

  const line = ({ name, why, url }) => {
    const item = document.createElement("li"), link = document.createElement("a");
    link.href = url;
    link.target = "_blank";
    link.textContent = name;
    item.append(link, ` (${why})`);
    return item;
  };
  const show = (likely) => {
    const list = document.createElement("ul");
    list.append(...likely.map(line));
    box.replaceChildren(...(likely.length ? [box.dataset.said, list] : []));
  };
  const ask = async () => {
    const typed = new URLSearchParams(names.map((name) => [name, form.elements[name].value]));
    if (`${typed}` === last) return;
    last = `${typed}`;
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.address}?${typed}`, { signal: asking.signal, redirect: "manual" });
      if (answer.ok) show((await answer.json()).likely);
    } catch { /* a later letter asks again */ }
  };

  form.querySelector(`.form-row.field-${names[0]}`)?.append(box);
  form.addEventListener("input", (event) => {
    if (!names.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  form.addEventListener("change", (event) => { if (names.includes(event.target.name)) ask(); });
})();
