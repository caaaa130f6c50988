// Explore: sorts and filters the objectives of one cycle or of all. The address keeps the filter. The plain table that the page came
// with stays until something is asked of it; then rows are made from the cycles' script files (search.js loads them).
(function () {
  "use strict";
  const STEP = 200, FILTERS = ["q", "unit", "level", "owner", "status", "tag"], ALL = "*", NOBODY = "-";

  function prepare(form) {
    const { make, fill } = globalThis.okrsite; // search.js, which comes later in the page's head
    const words = form.dataset, root = words.root, fields = form.elements, language = document.documentElement.lang;
    const table = document.querySelector("table.explore"), body = table.tBodies[0], more = document.querySelector("[data-more]");
    const parts = document.querySelector("[data-parts]"), outcome = form.querySelector("[data-outcome]"), clear = form.querySelector("[type=reset]");
    const rowTemplate = document.getElementById("explore-row").content, values = document.getElementById("explore-values").content;
    const collator = new Intl.Collator(language, { numeric: true });
    const KEYS = {
      title: row => row.title, unit: row => row.unit[1], level: row => row.level, owner: row => row.owner && row.owner[1],
      cycle: row => row.cycle.place, status: row => row.status, progress: row => row.progress, tags: row => row.tags.join(", ") || null,
    };
    let sort = "", descending = false, shown = STEP, found = [], taken = false, waiting = 0;

    // ---- rows ----

    function rowsOf(option) {
      const cycle = globalThis.okrsite.cycles.get(option.value);
      if (!cycle.rows) { cycle.place = -option.index; cycle.rows = cycle.objectives.map(row => asRow(cycle, row)); }
      return cycle.rows;
    }

    function asRow(cycle, row) {
      const unit = cycle.units[row[2]], owner = cycle.people[row[3]] || null, tags = row[6].map(tag => cycle.tags[tag]);
      const text = [row[0], unit[1], owner ? owner[1] : "", ...tags, ...row[7].map(k => k[0])].join(" ");
      return { cycle: cycle, title: row[0], address: unit[3] + row[1], unit: unit, level: unit[2], owner: owner, status: row[4], progress: row[5], tags: tags, text: text };
    }

    const chosen = () => [...fields.cycle.options].filter(o => o.value !== ALL && (fields.cycle.value === ALL || o.selected));

    const load = () => Promise.all(chosen().map(option => globalThis.okrsite.load(root + option.dataset.file)));

    function test() {
      const unit = fields.unit.value, level = fields.level.value, owner = fields.owner.value, tag = fields.tag.value;
      const tokens = globalThis.okrsite.tokens(fields.q.value), status = fields.status.value;
      return row => (!unit || row.unit[0] === unit || row.unit[0].startsWith(unit + "/"))
        && (!level || row.cycle.levels[row.level][0] === level)
        && (!owner || (row.owner ? row.owner[0] : NOBODY) === owner)
        && (!status || row.cycle.statuses[row.status][0] === status)
        && (!tag || row.tags.includes(tag))
        && tokens.every(token => globalThis.okrsite.has(wordsOf(row), token));
    }

    const wordsOf = row => row.words || (row.words = globalThis.okrsite.words(row.text));

    // Folds the texts bit by bit while nobody types, so that the first letter is as fast as the second.
    function warm(rows) {
      const until = performance.now() + 8;
      let at = 0;
      while (at < rows.length && performance.now() < until) wordsOf(rows[at++]);
      if (at < rows.length) setTimeout(warm, 16, rows.slice(at));
    }

    function compare(a, b) {
      const x = KEYS[sort](a), y = KEYS[sort](b);
      if (x === null || y === null) return (x === null) - (y === null); // what has no value is last in both directions
      const order = typeof x === "string" ? collator.compare(x, y) : x - y;
      return descending ? -order : order;
    }

    // ---- the table ----

    const link = (anchor, address, text) => {
      anchor.href = globalThis.okrsite.href(root, address);
      anchor.firstElementChild.textContent = text;
    };

    function element(row) {
      const line = rowTemplate.firstElementChild.cloneNode(true), cell = name => line.querySelector("[data-" + name + "]");
      const [status, bar, noBar] = values.querySelector('[data-value="' + row.cycle.statuses[row.status][0] + '"]').children;
      link(cell("title"), row.address, row.title);
      link(cell("unit"), row.unit[3], row.unit[1]);
      cell("level").textContent = row.cycle.levels[row.level][1];
      cell("owner").append(person(row.owner));
      cell("cycle").textContent = row.cycle.title;
      cell("status").append(status.cloneNode(true));
      cell("progress").append((row.progress === null ? noBar : bar).cloneNode(true), make("span", { class: "number" }, percent(row.progress)));
      if (row.progress !== null) cell("progress").querySelector("rect").setAttribute("width", row.progress);
      cell("tags").firstElementChild.textContent = row.tags.join(", ");
      return line;
    }

    function person(owner) {
      if (!owner) return make("span", { class: "missing" }, words.noOwner);
      const name = make("bdi", {}, owner[1]);
      return owner[2] ? make("a", { href: globalThis.okrsite.href(root, owner[2]) }, name) : name;
    }

    const percent = share => (share === null ? words.unmeasured : words.percent.replace("#", share.toLocaleString(language)));

    const filtered = () => FILTERS.some(name => fields[name].value.trim()) || fields.cycle.value !== words.cycle;

    function render() {
      const rows = chosen().flatMap(rowsOf), number = count => count.toLocaleString(language);
      found = rows.filter(test());
      if (sort) found.sort(compare);
      taken = taken || filtered() || Boolean(sort);
      if (taken) {
        shown = STEP;
        body.replaceChildren(...found.slice(0, shown).map(element));
        more.hidden = found.length <= shown;
        if (parts) parts.hidden = true;
      }
      outcome.textContent = fill(words.count, { found: number(found.length), total: number(rows.length) });
      clear.hidden = !filtered() && !sort;
      table.querySelectorAll("th[data-sort]").forEach(th => {
        if (th.dataset.sort === sort) th.setAttribute("aria-sort", descending ? "descending" : "ascending"); else th.removeAttribute("aria-sort");
      });
    }

    function showMore() {
      const first = body.children.length;
      body.append(...found.slice(shown, shown + STEP).map(element));
      shown += STEP;
      more.hidden = found.length <= shown;
      body.children[first].querySelector("a").focus();
    }

    // ---- the choices ----

    function offer(select, choices) {
      const value = select.value;
      select.replaceChildren(select.options[0], ...choices.map(([key, text]) => make("option", { value: key }, text)));
      choose(select, value);
    }

    // A filter that comes from the address may ask for what is not in the list.
    function choose(select, value) {
      if (value && ![...select.options].some(option => option.value === value)) select.append(make("option", { value: value }, value));
      select.value = value;
    }

    function offerAll() {
      const cycles = chosen().map(option => globalThis.okrsite.cycles.get(option.value)), units = new Map(), levels = new Map(), owners = new Map(), tags = new Set();
      cycles.forEach(cycle => {
        cycle.units.forEach(unit => unit[0] && units.set(unit[0], "\u2003".repeat(unit[0].split("/").length - 1) + unit[1]));
        cycle.levels.forEach(level => levels.set(level[0], level[1]));
        cycle.objectives.forEach(row => row[3] >= 0 && owners.set(cycle.people[row[3]][0], cycle.people[row[3]][1]));
        cycle.tags.forEach(tag => tags.add(tag));
      });
      const byName = list => list.sort((a, b) => collator.compare(a[1], b[1]));
      offer(fields.unit, [...units]);
      offer(fields.level, [...levels]);
      offer(fields.owner, [...(cycles.some(c => c.objectives.some(row => row[3] < 0)) ? [[NOBODY, words.noOwner]] : []), ...byName([...owners])]);
      offer(fields.tag, byName([...tags].map(tag => [tag, tag])));
    }

    // ---- the address ----

    function read() {
      const asked = new URLSearchParams(location.search), cycle = asked.get("cycle");
      FILTERS.forEach(name => (name === "q" ? (fields.q.value = asked.get("q") || "") : choose(fields[name], asked.get(name) || "")));
      fields.cycle.value = [...fields.cycle.options].some(option => option.value === cycle) ? cycle : words.cycle;
      sort = asked.get("sort") in KEYS ? asked.get("sort") : "";
      descending = asked.get("order") === "desc";
    }

    function write(method) {
      const asked = new URLSearchParams();
      FILTERS.forEach(name => fields[name].value.trim() && asked.set(name, fields[name].value.trim()));
      if (filtered() || sort) asked.set("cycle", fields.cycle.value);
      if (sort) asked.set("sort", sort);
      if (sort && descending) asked.set("order", "desc");
      try { history[method + "State"](null, "", asked.size ? "?" + asked : location.pathname); } catch (error) { /* not everywhere */ }
    }

    const show = render => load().then(render, () => { outcome.textContent = words.failed; });
    const update = () => show(() => { offerAll(); render(); warm(chosen().flatMap(rowsOf)); });

    form.addEventListener("submit", event => event.preventDefault());
    form.addEventListener("change", event => { if (event.target !== fields.q) { write("push"); update(); } });
    fields.q.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => { write("replace"); show(render); }, 60);
    });
    form.addEventListener("reset", event => {
      event.preventDefault();
      FILTERS.forEach(name => (fields[name].value = ""));
      fields.cycle.value = words.cycle;
      sort = "";
      write("push");
      update().then(() => fields.q.focus());
    });
    more.addEventListener("click", showMore);
    window.addEventListener("popstate", () => { read(); update(); });
    table.querySelectorAll("th[data-sort]").forEach(th => {
      const button = make("button", { type: "button" }, th.textContent);
      th.replaceChildren(button);
      button.addEventListener("click", () => {
        descending = sort === th.dataset.sort && !descending;
        sort = th.dataset.sort;
        write("replace");
        show(render);
      });
    });
    read();
    if (matchMedia("(max-width: 48rem)").matches && !filtered()) form.querySelector("[data-narrowing]").open = false;
    update();
  }

  const begin = () => document.querySelectorAll("[data-explore]").forEach(prepare);

  // At once where the page is there already, as in a handbook that exchanges its pages without leaving them.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin); else begin();
})();
