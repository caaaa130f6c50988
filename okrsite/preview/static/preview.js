// Follows the preview: loads the page anew after each new build, and shows or takes away the problems of the next one.
(function () {
  "use strict";
  var region = document.getElementById("okrsite-preview");
  var problems = document.getElementById("okrsite-preview-problems");
  var stream = null;

  function show(state) {
    if (state.build !== region.dataset.build) {
      stop();
      location.reload();
    } else if (state.problems !== region.dataset.problems) {
      region.dataset.problems = state.problems;
      problems.innerHTML = state.panel; // escaped by the server, which knows how
    }
  }

  function follow() {
    if (stream || document.hidden) return;
    stream = new EventSource("/.okrsite-preview/events");
    stream.onmessage = function (message) { show(JSON.parse(message.data)); };
  }

  function stop() {
    if (stream) stream.close();
    stream = null;
  }

  function close() {
    problems.textContent = "";
  }

  // Browsers keep six connections to one server: pages that nobody looks at leave theirs to others.
  document.addEventListener("visibilitychange", function () { if (document.hidden) stop(); else follow(); });
  addEventListener("pagehide", stop);
  addEventListener("pageshow", follow);
  problems.addEventListener("click", function (event) { if (event.target.closest("[data-okrsite-close]")) close(); });
  problems.addEventListener("keydown", function (event) { if (event.key === "Escape") close(); });
  follow();
})();
