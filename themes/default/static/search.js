// Search on every page. The index is loaded as script files when the field is first used: the company's, and the current cycles';
// other cycles follow on demand. Texts reach the page as text only. What has no page of its own to show is in `okrsite`.
(function () {
  "use strict";
  const okrsite = (globalThis.okrsite = { cycles: new Map() });
  const PLAIN = { "ς": "σ", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "\u0640": "" };
  const STROKES = new RegExp("[" + Object.keys(PLAIN).join("") + "]", "g");
  // Scripts without spaces between words: there, a word is found anywhere in a text.
  const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
  const GROUPS = ["objectives", "keyResults", "units", "people", "kpis", "documents", "cycles"];
  const TITLE = 8, KEY_RESULT = 4, NAME = 2, CONTEXT = 1;

  // The rules of okrsite.publish.search_index.fold.
  okrsite.fold = function (text) {
    if (!/[^ -~]/.test(text)) return text.toLowerCase();
    return text.normalize("NFKD").toLowerCase().toUpperCase().toLowerCase().normalize("NFKD").replace(/\p{M}+/gu, "").replace(STROKES, c => PLAIN[c]);
  };

  // " word word ", so that " wo" finds where a word begins.
  okrsite.words = text => (" " + okrsite.fold(text).replace(/[^\p{L}\p{N}]+/gu, " ") + " ").replace(/ +/g, " ");

  okrsite.tokens = text => okrsite.words(text).split(" ").filter(Boolean);

  okrsite.has = (words, token) => words.includes(" " + token) || (UNSPACED.test(token) && words.includes(token));

  // ---- the index ----

  okrsite.company = function (data) {
    okrsite.known = data;
    okrsite.entries = GROUPS.slice(2, -1).flatMap(group => data[group].map(row => entry(group, row[0], row[1], row[2], [[TITLE, row[0]], [NAME, row[2] + " " + row[3]]])));
    okrsite.entries.push(...data.periods.map(row => entry("cycles", row[0], row[1], row[2], [[TITLE, row[0] + " " + row[3]]])));
  };

  okrsite.cycle = data => okrsite.cycles.set(data.id, data);

  function entry(group, title, address, about, fields, needs) {
    return { group: group, title: title, address: address, about: about, fields: fields, needs: needs };
  }

  // A cycle's objectives and key results as entries, made once.
  okrsite.entriesOf = function (cycle) {
    if (!cycle.entries) cycle.entries = cycle.objectives.flatMap(row => objectiveEntries(cycle, row));
    return cycle.entries;
  };

  function objectiveEntries(cycle, row) {
    const unit = cycle.units[row[2]], name = place => (place < 0 ? "" : cycle.people[place][1]);
    const address = unit[3] + row[1], tags = row[6].map(tag => cycle.tags[tag]).join(" ");
    const names = [NAME, [unit[1], name(row[3]), tags].join(" ")];
    const about = [unit[1], name(row[3]), cycle.title, cycle.statuses[row[4]][1]].filter(Boolean).join(" · ");
    const keyResults = row[7].map(k => entry("keyResults", k[0], address + k[1], [row[0], unit[1], name(k[2]), cycle.title].filter(Boolean).join(" · "),
      [[KEY_RESULT, k[0]], [NAME, name(k[2])], [CONTEXT, row[0] + " " + names[1]]], 2));
    return [entry("objectives", row[0], address, about, [[TITLE, row[0]], names]), ...keyResults];
  }

  // How well all tokens are found in an entry; 0 where one is not, or where only what surrounds it was found.
  okrsite.score = function (found, tokens) {
    if (!found.words) found.words = found.fields.map(field => okrsite.words(field[1]));
    let sum = 0, own = !found.needs;
    for (const token of tokens) {
      let best = 0;
      found.words.forEach((words, place) => {
        if (!okrsite.has(words, token)) return;
        if (place < found.needs) own = true;
        best = Math.max(best, found.fields[place][0] * (words.includes(" " + token + " ") ? 1.25 : 1));
      });
      if (!best) return 0;
      sum += best;
    }
    return own ? sum + (found.words[0].startsWith(" " + tokens.join(" ")) ? 1 : 0) : 0;
  };

  // [group, entries with the best first] for each group with something in it, the group with the best entry first.
  okrsite.find = function (query, entries) {
    const tokens = okrsite.tokens(query), groups = new Map();
    if (!tokens.length) return [];
    for (const one of entries) {
      const score = okrsite.score(one, tokens);
      if (!score) continue;
      if (!groups.has(one.group)) groups.set(one.group, []);
      groups.get(one.group).push([score, one]);
    }
    const sorted = [...groups].map(([group, found]) => [group, found.sort((a, b) => b[0] - a[0])]);
    sorted.sort((a, b) => b[1][0][0] - a[1][0][0] || GROUPS.indexOf(a[0]) - GROUPS.indexOf(b[0]));
    return sorted.map(([group, found]) => [group, found.map(pair => pair[1])]);
  };

  if (typeof document === "undefined") return;
  document.documentElement.dataset.script = "on";

  // ---- loading, and what Explore shares ----

  const loading = new Map();
  okrsite.load = function (address) {
    if (!loading.has(address)) loading.set(address, new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = () => { loading.delete(address); reject(new Error(address)); };
      document.head.append(script);
    }));
    return loading.get(address);
  };

  // A browser that reads files from a disk shows no index.html for a folder by itself.
  okrsite.href = (root, address) => root + (location.protocol === "file:" ? address.replace(/(^|\/)(?=#|$)/, "$1index.html") : address);

  okrsite.make = function (name, attributes, ...children) {
    const element = document.createElement(name);
    Object.entries(attributes || {}).forEach(([key, value]) => element.setAttribute(key, value));
    element.append(...children);
    return element;
  };

  okrsite.fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

  // ---- the field ----

  const make = okrsite.make;

  // A text with the words that were looked for marked.
  function marked(text, tokens) {
    const parts = text.split(/([\p{L}\p{M}\p{N}]+)/u);
    return make("bdi", {}, ...parts.map((part, place) => (place % 2 && tokens.some(t => okrsite.has(okrsite.words(part), t)) ? make("mark", {}, part) : part)));
  }

  function prepare(form) {
    // What it says: for all pages in a script of its own, unless the form brings other words.
    const words = { ...okrsite.said, ...form.dataset }, root = words.root, field = form.elements.q, status = form.querySelector("[role=status]");
    const page = document.querySelector("[data-found]"), other = document.querySelector("[data-other-cycles]");
    const panel = page || make("div", { class: "found panel-below", hidden: "" });
    const most = page ? 50 : 4;
    let everywhere = false;
    if (!page) form.append(panel);

    function load() {
      return okrsite.load(root + words.company).then(() => {
        const files = okrsite.known.cycles.filter(cycle => everywhere || cycle[3]);
        if (other) other.hidden = files.length === okrsite.known.cycles.length;
        return Promise.all(files.map(cycle => okrsite.load(root + cycle[2])));
      });
    }

    function entries() {
      const loaded = okrsite.known.cycles.map(cycle => okrsite.cycles.get(cycle[0])).filter(Boolean);
      return loaded.flatMap(okrsite.entriesOf).concat(okrsite.entries);
    }

    function line(found, tokens) {
      const link = make("a", { href: okrsite.href(root, found.address) }, marked(found.title, tokens));
      if (found.about) link.append(make("small", { dir: "auto" }, found.about));
      return make("li", {}, link);
    }

    function group([name, found], tokens) {
      const id = "found-" + name;
      const heading = make(page ? "h2" : "p", { id: id, class: "found-group" }, words[name]);
      if (page) heading.append(" ", make("small", {}, found.length.toLocaleString(document.documentElement.lang)));
      return make(page ? "section" : "div", { "aria-labelledby": id, role: page ? "region" : "group" }, heading, make("ul", {}, ...found.slice(0, most).map(one => line(one, tokens))));
    }

    function resultsAddress(query) {
      return okrsite.href(root, form.getAttribute("action").slice(root.length)) + "?q=" + encodeURIComponent(query) + (everywhere ? "&all=1" : "");
    }

    function show() {
      const query = field.value.trim(), tokens = okrsite.tokens(query);
      if (page) keep(query);
      if (!tokens.length) { panel.replaceChildren(); status.textContent = ""; return close(); }
      const groups = okrsite.find(query, entries()), count = groups.reduce((sum, one) => sum + one[1].length, 0);
      panel.replaceChildren(...groups.map(one => group(one, tokens)));
      status.textContent = okrsite.fill(count ? words.count : words.none, { query: query, count: count });
      if (!count) panel.append(make("p", { class: "quiet" }, status.textContent));
      else if (!page) panel.append(make("p", { class: "found-all" }, make("a", { href: resultsAddress(query) }, okrsite.fill(words.all, { query: query }))));
      panel.hidden = false;
    }

    function close() { if (!page) panel.hidden = true; }

    function keep(query) {
      try { history.replaceState(null, "", query ? "?q=" + encodeURIComponent(query) + (everywhere ? "&all=1" : "") : location.pathname); } catch (error) { /* not everywhere */ }
    }

    function failed() {
      panel.hidden = false;
      status.textContent = words.failed;
      panel.replaceChildren(make("p", { class: "quiet" }, words.failed));
    }

    const search = () => load().then(show, failed);

    function step(event) {
      const links = [field, ...(panel.hidden ? [] : panel.querySelectorAll("a"))], at = links.indexOf(document.activeElement);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
      if (event.key === "Escape" && !page && !panel.hidden) { close(); field.focus(); event.preventDefault(); }
      if (event.key === "ArrowDown" && panel.hidden && at === 0) search();
      if (at < 0 || to === undefined || event.isComposing || !links[to]) return;
      event.preventDefault();
      links[to].focus();
    }

    form.addEventListener("submit", event => {
      event.preventDefault();
      if (page) search(); else if (field.value.trim()) location.href = resultsAddress(field.value.trim());
    });
    field.addEventListener("focus", () => load().catch(() => { /* typing tells */ }));
    field.addEventListener("input", search);
    (page ? document : form).addEventListener("keydown", step);
    form.addEventListener("focusout", event => { if (event.relatedTarget && !form.contains(event.relatedTarget)) close(); });
    document.addEventListener("pointerdown", event => { if (!form.contains(event.target)) close(); });
    if (other) other.addEventListener("click", () => { everywhere = true; search().then(() => field.focus()); });
    if (page) start();

    function start() {
      const asked = new URLSearchParams(location.search);
      everywhere = asked.get("all") === "1";
      field.value = asked.get("q") || "";
      search();
      if (!field.value) field.focus();
    }
  }

  // ---- the key that leads to the field; whoever speaks to the computer can switch it off on the page of results ----

  function remembered() {
    try { return localStorage.getItem("okrsite-slash") !== "off"; } catch (error) { return true; }
  }

  const hint = () => document.documentElement.toggleAttribute("data-key", remembered());

  function prepareKey(box) {
    box.checked = remembered();
    box.addEventListener("change", () => {
      try { localStorage.setItem("okrsite-slash", box.checked ? "on" : "off"); } catch (error) { /* it stays on */ }
      hint();
    });
  }

  document.addEventListener("keydown", event => {
    const typing = event.target.closest && event.target.closest("input, select, textarea, [contenteditable]");
    const field = document.querySelector("[data-search] input");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing || !field || !remembered()) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  hint();
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-search]").forEach(prepare);
    document.querySelectorAll("[data-slash]").forEach(prepareKey);
  });
})();
