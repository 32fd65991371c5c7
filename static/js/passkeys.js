/* Says in words why a passkey was not made or not used, and why there is no button for one. */
document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("loi-khoa");
  if (!place) return;
  const say = (name) => {
    place.firstElementChild.textContent = place.dataset[name];
    place.hidden = false;
  };
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    say(event.detail.exception && event.detail.exception.name === "InvalidStateError" ? "known" : "failed");
  });
  if (!window.PublicKeyCredential) {
    for (const button of document.querySelectorAll("[data-passkey]")) button.disabled = true;
    say("impossible");
  }
});
