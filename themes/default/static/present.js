// The presentation: arrow keys, Home, End and Escape, and a counter. Without this script its screens are scrolled.
(function () {
  "use strict";

  function start(bar) {
    var screens = Array.prototype.slice.call(document.querySelectorAll(".screen"));
    var place = bar.querySelector("[data-show-place]");
    var previous = bar.querySelector("[data-show-previous]");
    var next = bar.querySelector("[data-show-next]");
    var shown = -1;

    function nearest() {
      var best = 0;
      screens.forEach(function (screen, number) {
        var top = Math.abs(screen.getBoundingClientRect().top);
        if (top < Math.abs(screens[best].getBoundingClientRect().top)) best = number;
      });
      return best;
    }

    function tell() {
      var now = nearest();
      if (now === shown) return;
      shown = now;
      place.textContent = screens[now].dataset.place;
      previous.setAttribute("aria-disabled", String(now === 0));
      next.setAttribute("aria-disabled", String(now === screens.length - 1));
    }

    function go(number) {
      var screen = screens[Math.min(Math.max(number, 0), screens.length - 1)];
      screen.scrollIntoView({ behavior: "instant" });
      screen.focus({ preventScroll: true });
    }

    // A screen that is taller than the window is read to its end before the keys for scrolling leave it.
    function fits() {
      return screens[nearest()].offsetHeight <= innerHeight + 4;
    }

    function onKey(event) {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (document.documentElement.dir === "rtl" && step) step = -step;
      if (!step && fits()) step = { ArrowDown: 1, PageDown: 1, ArrowUp: -1, PageUp: -1 }[event.key];
      if (step) go(nearest() + step);
      else if (event.key === "Home") go(0);
      else if (event.key === "End") go(screens.length - 1);
      else if (event.key === "Escape") bar.querySelector("[data-show-end]").click();
      else return;
      event.preventDefault();
    }

    bar.querySelector("[data-show-keys]").hidden = false;
    document.documentElement.dataset.showing = "";
    previous.addEventListener("click", function () { go(nearest() - 1); });
    next.addEventListener("click", function () { go(nearest() + 1); });
    document.addEventListener("keydown", onKey);
    addEventListener("scroll", tell, { passive: true });
    addEventListener("resize", tell);
    tell();
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-show]").forEach(start);
  });
})();
