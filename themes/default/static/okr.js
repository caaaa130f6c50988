// The theme switch, and links that work from a folder. Without this script everything can be read and reached.
(function () {
  "use strict";
  var page = document.documentElement;
  var kept = null;
  try { kept = localStorage.getItem("okrsite-theme"); } catch (error) { /* storage may be forbidden */ }
  if (kept === "light" || kept === "dark") page.dataset.theme = kept;

  function isDark() {
    return page.dataset.theme ? page.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function prepareSwitch(button) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", function () {
      var theme = isDark() ? "light" : "dark";
      page.dataset.theme = theme;
      button.setAttribute("aria-pressed", String(theme === "dark"));
      try { localStorage.setItem("okrsite-theme", theme); } catch (error) { /* it lasts for this page */ }
    });
  }

  // A server finds index.html in a folder; a browser that reads files shows a listing instead.
  function nameIndexFiles() {
    document.querySelectorAll("a[href]").forEach(function (link) {
      var url = new URL(link.href);
      if (url.protocol === "file:" && url.pathname.endsWith("/")) {
        url.pathname += "index.html";
        link.href = url.href;
      }
    });
  }

  function begin() {
    document.querySelectorAll("[data-theme-switch]").forEach(prepareSwitch);
    if (location.protocol === "file:") nameIndexFiles();
  }

  // At once where the page is there already, as in a handbook that exchanges its pages without leaving them.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin); else begin();
})();
