// While an import is being confirmed, its bar shows how many rows are written. Without this the page simply waits.
for (const form of document.querySelectorAll("form[data-progress]")) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value !== "xac-nhan") return;
    const bar = form.querySelector("progress");
    bar.closest("[hidden]").hidden = false;
    setInterval(async () => {
      const answer = await fetch(form.dataset.progress).catch(() => null);
      if (answer?.ok) bar.value = (await answer.json()).written;
    }, 1000);
  });
}
