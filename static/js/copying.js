/* A button beside a field that copies what stands in it. Without this file the field is there to select and copy. */
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("button[data-copies]")) {
    const field = document.getElementById(button.dataset.copies);
    const status = button.parentElement.querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      status.textContent = "";
      try {
        await navigator.clipboard.writeText(field.value); // absent where the page came over plain HTTP
        status.textContent = button.dataset.done;
      } catch {
        field.select();
        status.textContent = button.dataset.selected;
      }
    });
  }
});
