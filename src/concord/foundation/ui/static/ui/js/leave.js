// Shift, three times within five seconds: the page is emptied, then left. Without this
// script the link at the top does the same.
"use strict";
(() => {
  const link = document.getElementById("leave");
  if (!link) return;
  let pressed = [];
  const leave = (event) => {
    if (event) event.preventDefault();
    document.body.replaceChildren();
    document.title = "";
    window.location.replace(link.href);
  };
  link.addEventListener("click", leave);
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      pressed = [];
      return;
    }
    const now = Date.now();
    pressed = pressed.filter((then) => now - then < 5000).concat(now);
    if (pressed.length >= 3) leave();
  });
  // Back in the browser must not show what was typed.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
})();
