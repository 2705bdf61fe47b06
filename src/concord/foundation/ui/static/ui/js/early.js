// Runs before the page is drawn: marks that scripts work, and keeps a hidden screen
// hidden when the page is loaded again.
(function () {
  var root = document.documentElement;
  root.classList.add("js-enabled");
  if ("noModule" in HTMLScriptElement.prototype) {
    root.classList.add("govuk-frontend-supported");
  }
  try {
    if (sessionStorage.getItem("cc-hidden") === "1") root.classList.add("is-hidden");
  } catch (error) {
    // Storage may be switched off: the button still works for this page.
  }
})();
