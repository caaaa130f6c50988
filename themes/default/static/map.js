// Filters of the alignment map, kept in the address. Without this script the outline is complete and opens by itself.
(function () {
  "use strict";

  function asked() {
    return new URLSearchParams(location.hash.slice(1));
  }

  // A link to a line inside a closed branch opens the branches around it.
  function openAround() {
    var line = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var around = line && line.parentElement; around; around = around.parentElement) {
      if (around.localName === "details") around.open = true;
    }
    if (line) line.scrollIntoView();
  }

  // Each objective of the map's cycle once: not what is there as context, not the units.
  function isCounted(line) {
    return line.dataset.status && !("again" in line.dataset) && !line.classList.contains("context");
  }

  function prepare(panel) {
    var lines = Array.from(document.querySelectorAll(".map li[data-unit]"));
    var branches = Array.from(document.querySelectorAll(".map details"));
    var all = lines.filter(isCounted).length;
    var found = panel.querySelector("[data-map-found]");
    var unit = panel.querySelector("[data-filter=unit]");
    var status = panel.querySelector("[data-filter=status]");
    var before = null;

    function matches(line) {
      var of = line.dataset.unit;
      var inUnit = !unit.value || of === unit.value || (unit.value !== "/" && of.startsWith(unit.value + "/"));
      return inUnit && (!status.value || line.dataset.status === status.value);
    }

    // From the last line to the first, so that what is kept keeps the lines around it.
    function apply() {
      var active = Boolean(unit.value || status.value), kept = new Set(), shown = 0;
      if (active && !before) before = branches.map(function (branch) { return branch.open; });
      for (var i = lines.length - 1; i >= 0; i -= 1) {
        var line = lines[i], match = matches(line);
        if (match && isCounted(line)) shown += 1;
        var stays = match || kept.has(line);
        if (stays && line.parentElement.closest("li")) kept.add(line.parentElement.closest("li"));
        line.hidden = !stays;
        line.classList.toggle("faint", active && !match);
      }
      branches.forEach(function (branch, place) {
        if (active) branch.open = kept.has(branch.parentElement);
        else if (before) branch.open = before[place];
        branch.hidden = active && !kept.has(branch.parentElement);
      });
      if (!active) before = null;
      document.querySelectorAll("[data-group], section.map").forEach(function (group) {
        group.hidden = !group.querySelector("li[data-unit]:not([hidden])");
      });
      found.textContent = active ? found.dataset.mapFound.replace("{shown}", shown).replace("{all}", all) : "";
    }

    function choose(select, value) {
      select.value = value || "";
      if (select.selectedIndex < 0) select.value = "";
    }

    function read() {
      var wanted = asked();
      choose(unit, wanted.get("unit"));
      choose(status, wanted.get("status"));
      apply();
    }

    panel.addEventListener("change", function () {
      var wanted = new URLSearchParams();
      if (unit.value) wanted.set("unit", unit.value);
      if (status.value) wanted.set("status", status.value);
      history.replaceState(null, "", "#" + wanted);
      apply();
    });
    panel.querySelectorAll("[data-levels]").forEach(function (button) {
      button.addEventListener("click", function () {
        branches.forEach(function (branch) { branch.open = button.dataset.levels === "open"; });
      });
    });
    addEventListener("hashchange", function () { if (!document.getElementById(location.hash.slice(1))) read(); });
    panel.hidden = false;
    read();
  }

  function begin() {
    document.querySelectorAll("[data-map-filters]").forEach(prepare);
    if (document.querySelector(".map")) {
      openAround();
      addEventListener("hashchange", openAround);
    }
  }

  // At once where the page is there already, as in a handbook that exchanges its pages without leaving them.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin); else begin();
})();
