/* The link beside a line copies the address of that line. Without this file it leads there, and the bar has the address. */
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
