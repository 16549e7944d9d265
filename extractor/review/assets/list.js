// The list: search and filters over plain data, rows made as they come into view. Text only ever becomes text nodes.
"use strict";
(() => {
  const CHUNK = 40;
  const { entries, words } = JSON.parse(document.getElementById("data").textContent);
  const box = document.getElementById("entries");
  const search = document.getElementById("search");
  const chips = [...document.querySelectorAll(".chip")];
  const tests = {
    all: () => true,
    open: (e) => !e.failed && e.done < e.of,
    missing: (e) => !e.failed && e.missing.length > 0,
    conflict: (e) => e.conflict > 0,
    low: (e) => e.low > 0,
    warning: (e) => e.warning > 0,
    failed: (e) => Boolean(e.failed),
  };
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  for (const e of entries) {
    e.words = folded([e.title, e.no, e.file, e.kind, e.status, e.total, e.signed, e.end, ...(e.parties || [])].join("\n"));
  }
  const end = document.getElementById("more"); // below the last row
  const eye = new IntersectionObserver((seen) => seen.some((s) => s.isIntersecting) && more(), { rootMargin: "600px" });
  let filter = "all";
  let shown = [];
  let made = 0;
  let current = -1;

  const span = (name, text) => {
    const node = document.createElement("span");
    node.className = name;
    node.textContent = text;
    return node;
  };

  const badge = (kind, text, title) => {
    const node = document.createElement("em");
    node.className = kind;
    node.textContent = text;
    if (title) node.title = title;
    return node;
  };

  function row(e) {
    const line = document.createElement("a");
    line.className = "entry";
    line.href = e.id + ".html";
    line.id = "e" + e.id;
    const named = span("named", "");
    named.append(span("title", e.title || e.file.split("/").pop()), span("file", e.short));
    line.title = e.file;
    const parties = span("parties", "");
    if (e.failed) {
      parties.append(badge("bad", e.told));
    } else {
      for (const party of e.parties) parties.append(span("party", party));
    }
    const look = span("look", "");
    if (!e.failed) {
      if (e.conflict) look.append(badge("bad", words.conflict + " " + e.conflict));
      if (e.missing.length) look.append(badge("gap", words.missing + " " + e.missing.length, e.missing.join(" · ")));
      if (e.status) look.append(badge("plain", e.status));
      if (e.warning) look.append(badge("warn", words.warning + " " + e.warning));
      if (e.low) look.append(badge("unsure", words.low + " " + e.low));
    }
    const done = span("done" + (e.of && e.done === e.of ? " whole" : ""), e.failed ? "" : e.done + " / " + e.of);
    line.append(named, parties, span("day", e.signed || ""), span("day", e.end || ""), span("number", e.total || ""), look, done);
    return line;
  }

  function more() {
    if (made >= shown.length) return;
    const part = document.createDocumentFragment();
    for (const e of shown.slice(made, made + CHUNK)) part.append(row(e));
    made = Math.min(made + CHUNK, shown.length);
    box.append(part);
    eye.unobserve(end); // looked at anew: it may still be in view, and tells only of changes
    if (made < shown.length) eye.observe(end);
  }

  function show() {
    const terms = folded(search.value).split(/\s+/).filter(Boolean);
    const matching = entries.filter((e) => terms.every((term) => e.words.includes(term)));
    for (const chip of chips) {
      chip.querySelector("b").textContent = matching.filter(tests[chip.dataset.filter]).length;
      chip.setAttribute("aria-pressed", String(chip.dataset.filter === filter));
    }
    shown = matching.filter(tests[filter]);
    box.replaceChildren();
    made = 0;
    current = -1;
    more();
    document.getElementById("none").hidden = shown.length > 0;
    document.getElementById("count").textContent = shown.length + " " + words.found;
    const state = new URLSearchParams();
    if (search.value) state.set("q", search.value);
    if (filter !== "all") state.set("f", filter);
    history.replaceState(null, "", state.size ? "#" + state : location.pathname);
    try {
      sessionStorage.setItem("list", JSON.stringify({ ids: shown.map((e) => e.id), back: location.hash }));
    } catch {
      // a browser that keeps nothing for files: the agreement then follows the whole list
    }
  }

  function move(step) {
    current = Math.max(0, Math.min(shown.length - 1, current + step));
    while (made <= current && made < shown.length) more();
    box.children[current]?.focus();
  }

  search.addEventListener("input", show);
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      filter = chip.dataset.filter;
      show();
    });
  }

  const help = document.getElementById("help");
  document.getElementById("help-open").addEventListener("click", () => help.showModal());
  document.getElementById("help-close").addEventListener("click", () => help.close());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.target === search) {
      if (event.key === "Escape") search.blur();
      if (event.key === "ArrowDown" || event.key === "Enter") move(1);
      return;
    }
    const action = { j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1), "/": () => search.focus(), "?": () => help.showModal() }[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload()); // decisions made meanwhile count

  const state = new URLSearchParams(location.hash.slice(1));
  search.value = state.get("q") || "";
  filter = state.get("f") in tests ? state.get("f") : "all";
  show();
})();
