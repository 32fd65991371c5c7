"use strict";
// The main point of a picture: a click on the picture sets the two numbers beside it, and the numbers move the mark.
// A picture just chosen is shown before it is sent. Without this script the numbers are typed.
(() => {
  const beside = (control, name) => {
    const file = control.querySelector("input[type=file]");
    return document.getElementsByName(file.name.replace(/upload$/, name))[0];
  };

  const mark = (control) => {
    const picture = control.querySelector(".tep-anh");
    if (!picture || !beside(control, "focus_x")) return;
    let point = picture.querySelector(".tep-diem");
    if (!point) {
      point = document.createElement("span");
      point.className = "tep-diem";
      picture.append(point);
    }
    point.style.left = `${beside(control, "focus_x").value || 50}%`;
    point.style.top = `${beside(control, "focus_y").value || 50}%`;
  };

  const show = (control, file) => {
    if (!file || !file.type.startsWith("image/")) return;
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      let picture = control.querySelector(".tep-anh");
      if (!picture) {
        picture = document.createElement("span");
        picture.className = "tep-anh";
        picture.append(document.createElement("img"));
        picture.firstChild.alt = "";
        control.prepend(picture);
      }
      picture.querySelector("img").src = reader.result;
      mark(control);
    });
    reader.readAsDataURL(file);
  };

  document.addEventListener("click", (event) => {
    const picture = event.target.closest(".tep-anh");
    if (!picture) return;
    const control = picture.closest(".tep");
    const box = picture.getBoundingClientRect();
    const places = {
      focus_x: (event.clientX - box.left) / box.width,
      focus_y: (event.clientY - box.top) / box.height,
    };
    for (const [name, share] of Object.entries(places)) {
      const field = beside(control, name);
      if (!field) return;
      field.value = Math.round(Math.min(1, Math.max(0, share)) * 100);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  document.addEventListener("keydown", (event) => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!step || !/focus_[xy]$/.test(event.target.name || "")) return;
    event.preventDefault();
    event.target.value = Math.min(100, Math.max(0, (parseInt(event.target.value, 10) || 0) + step));
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });

  document.addEventListener("input", (event) => {
    if (!/focus_[xy]$/.test(event.target.name || "")) return;
    for (const control of document.querySelectorAll(".tep")) mark(control);
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches(".tep input[type=file]")) show(event.target.closest(".tep"), event.target.files[0]);
  });

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".tep").forEach(mark));
})();
