// One agreement: values, marks in the text and boxes on the pages lead to each other; decisions go to the server. Text only ever becomes text nodes.
"use strict";
(() => {
  const { words, fixed, id, values, decisions } = JSON.parse(document.getElementById("data").textContent);
  const at = (name) => document.getElementById(name);
  const rows = [...document.querySelectorAll(".value")];
  const marks = new Map(); // number of a value → its marks in the text and boxes on the pages
  for (const mark of document.querySelectorAll("[data-i]")) {
    for (const n of mark.dataset.i.split(" ")) {
      if (!marks.has(Number(n))) marks.set(Number(n), []);
      marks.get(Number(n)).push(mark);
    }
  }
  const rowOf = new Map(rows.map((row) => [Number(row.dataset.n), row]));
  let held = decisions.held;
  let selected = null;
  let preferred = document.body.dataset.view; // the view a person chose; a value that is not there is shown in the other one
  const narrow = matchMedia("(max-width: 60rem)");

  // --- what was decided -----------------------------------------------------------------------------------------------
  const own = (name) => (held[name] || []).find((d) => d.origin === "review");
  const settled = (row) => own(row.id) && !["changed", "gone", "other-content"].includes(own(row.id).state);
  const verbs = { accept: words.accepted, correct: words.corrected, reject: words.rejected };
  const signs = { accept: "✓", correct: "✎", reject: "✕" };

  function told(d) {
    const node = document.createElement("span");
    node.className = "v-" + d.verdict;
    const from = d.origin === "workbook" ? words.in_workbook + " " : "";
    node.textContent = signs[d.verdict] + " " + from + verbs[d.verdict] + (d.verdict === "correct" ? " " + d.value : "");
    const note = words["state_" + d.state];
    if (note) {
      const more = document.createElement("em");
      more.className = "bad";
      more.textContent = note;
      node.append(" ", more);
    }
    return node;
  }

  function paint() {
    for (const row of rows) {
      const some = held[row.id] || [];
      const mine = own(row.id);
      row.classList.toggle("accepted", mine?.verdict === "accept");
      row.classList.toggle("corrected", mine?.verdict === "correct");
      row.classList.toggle("rejected", mine?.verdict === "reject");
      row.querySelector(".decided").replaceChildren(...some.map(told));
    }
    at("progress").textContent = decisions.progress;
    at("progress").classList.toggle("whole", decisions.complete);
    dock();
  }

  function dock() {
    const row = rowOf.get(selected);
    for (const button of document.querySelectorAll("#verdicts button")) {
      const undo = button.dataset.verdict === "withdraw";
      const absent = row?.classList.contains("s-absent") || row?.classList.contains("s-blank");
      const can = row && values[selected].raw !== undefined && !row.classList.contains("fixed");
      button.disabled = !can || (undo ? !own(row.id) : false) || (row.classList.contains("s-absent") && button.dataset.verdict === "reject");
      if (button.dataset.verdict === "correct") button.firstChild.textContent = "✎ " + (absent ? words.fill : words.correct) + " ";
    }
    if (!row) return;
    const v = values[selected];
    const said = row.querySelector(".shown")?.textContent || words.absent;
    at("dock-said").replaceChildren();
    const label = document.createElement("b");
    label.textContent = row.querySelector(".label").textContent;
    at("dock-said").append(label, " ", row.classList.contains("s-error") || row.classList.contains("s-warning") || row.classList.contains("s-notice") ? "" : said);
    const parts = [];
    if (v.quote) parts.push("“" + v.quote + "”");
    if (!v.placed) parts.push(words.no_place);
    if (v.clause) parts.push(v.clause);
    if (v.page) parts.push(words.page.replace("{n}", v.page));
    if (v.confidence !== null) parts.push(words.confidence + " ≥ " + Math.round(v.confidence * 100) + "%");
    at("dock-quote").textContent = parts.join(" · ");
  }

  // --- going from one to the other --------------------------------------------------------------------------------------
  function view(name) {
    if (name === "pages" && !at("pages")) name = "text";
    document.body.dataset.view = name;
    for (const tab of document.querySelectorAll("[data-show]")) tab.setAttribute("aria-selected", String(tab.dataset.show === name));
  }

  function pane(name) {
    document.body.dataset.pane = name;
    for (const button of document.querySelectorAll(".switch button")) button.setAttribute("aria-pressed", String(button.dataset.pane === name));
  }

  const visible = (node) => node.getClientRects().length > 0;

  function toPlace(n) {
    const some = marks.get(n) || [];
    if (some.length) {
      view(preferred);
      if (!some.some(visible)) view(preferred === "pages" ? "text" : "pages");
    }
    const first = some.find(visible);
    const box = document.querySelector(".document");
    if (!first || !box) return;
    const where = first.getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    if (where.top < frame.top + 60 || where.bottom > frame.bottom - 60) {
      box.scrollBy({ top: where.top - frame.top - frame.height / 3, behavior: "instant" });
    }
  }

  function select(n, from) {
    for (const old of document.querySelectorAll(".on")) old.classList.remove("on");
    closeEditor();
    selected = n;
    const row = rowOf.get(n);
    row.classList.add("on");
    for (const other of rows) other.tabIndex = other === row ? 0 : -1; // one stop for the tabulator, arrows inside
    for (const mark of marks.get(n) || []) mark.classList.add("on");
    if (from !== "row" || !narrow.matches) row.scrollIntoView({ block: "nearest" });
    if (from === "row" && narrow.matches && marks.has(n)) pane("document");
    if (from !== "mark") toPlace(n);
    if (!narrow.matches || from !== "mark") row.focus({ preventScroll: true });
    history.replaceState(null, "", "#" + encodeURIComponent(row.id));
    at("told").textContent = "";
    dock();
  }

  function step(by, wanted = () => true) {
    const here = rows.findIndex((row) => Number(row.dataset.n) === selected);
    for (let i = here + by; i >= 0 && i < rows.length; i += by) {
      if (wanted(rows[i])) return select(Number(rows[i].dataset.n), "key");
    }
  }

  const undecided = (row) => !row.classList.contains("fixed") && !row.classList.contains("s-absent") && !settled(row);

  function fromAddress() {
    const name = decodeURIComponent(location.hash.slice(1));
    const row = name && rows.find((r) => r.id === name);
    if (row) {
      select(Number(row.dataset.n), "row");
    } else if (/^c\d+$/.test(name)) {
      toClause(name);
    } else if (/-\d+-\d+(~\d+)?$/.test(name)) {
      // a value that is no longer there: the words it stood on still are
      const [start, end] = name.replace(/~\d+$/, "").split("-").slice(-2).map(Number);
      toOffset(start, end);
    }
  }

  function toClause(name) {
    view("text");
    pane("document");
    at(name)?.scrollIntoView({ block: "start" });
  }

  function toOffset(start, end) {
    // lines of the page are lines of the text: one line feed between them, one tab between cells
    view("text");
    pane("document");
    let offset = 0;
    for (const line of at("text").children) {
      const length = line.classList.contains("cells") ? [...line.children].reduce((sum, cell) => sum + [...cell.textContent].length + 1, -1) : [...line.textContent].length;
      if (start <= offset + length) {
        line.classList.add("on");
        line.scrollIntoView({ block: "center" });
        return;
      }
      offset += length + 1;
    }
  }

  // --- deciding -----------------------------------------------------------------------------------------------------------
  async function send(item, verdict, value) {
    const response = await fetch("decide", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ record: id, item, verdict, value }),
    }).catch((error) => ({ ok: false, json: async () => ({ error: String(error) }) }));
    const answer = await response.json().catch(() => ({ error: response.status }));
    if (!response.ok) {
      at("told").className = "bad";
      at("told").textContent = words.not_saved + answer.error;
      return false;
    }
    Object.assign(decisions, answer);
    held = answer.held;
    paint();
    at("told").className = "";
    at("told").textContent = words.saved;
    return true;
  }

  async function decide(verdict, value) {
    const row = rowOf.get(selected);
    const button = document.querySelector(`#verdicts [data-verdict="${verdict}"]`);
    if (!row || !button || button.disabled) return;
    if (verdict === "correct" && value === undefined) return openEditor();
    if ((await send(row.id, verdict, value)) && verdict !== "withdraw") {
      closeEditor();
      step(1, undecided);
    }
  }

  function openEditor() {
    const mine = own(rowOf.get(selected).id);
    at("editor").hidden = false;
    at("verdicts").hidden = true;
    at("edited").value = mine?.verdict === "correct" ? mine.value : values[selected].raw || "";
    at("editor-hint").textContent = values[selected].hint;
    at("edited").focus();
    at("edited").select();
  }

  function closeEditor() {
    if (fixed || at("editor").hidden) return;
    at("editor").hidden = true;
    at("verdicts").hidden = false;
    rowOf.get(selected)?.focus({ preventScroll: true });
  }

  async function rest() {
    for (const row of rows.filter((r) => r.classList.contains("main") && undecided(r))) {
      if (row.classList.contains("s-conflict") || row.classList.contains("s-blank")) continue; // a person has to choose, or to look
      if (!(await send(row.id, "accept"))) return;
    }
  }

  // --- the other agreements -----------------------------------------------------------------------------------------------
  function following() {
    // the list as it was filtered when this page was opened from it
    try {
      const list = JSON.parse(sessionStorage.getItem("list"));
      const n = list.ids.indexOf(id);
      if (n < 0) return;
      at("back").href = "index.html" + list.back;
      at("position").textContent = n + 1 + " / " + list.ids.length;
      for (const [name, other] of [["before", list.ids[n - 1]], ["after", list.ids[n + 1]]]) {
        if (!at(name)) continue;
        at(name).hidden = !other;
        if (other) at(name).href = other + ".html";
      }
    } catch {
      // nothing kept: the whole list
    }
  }
  const go = (name) => at(name) && !at(name).hidden && (location.href = at(name).href);

  // --- events ---------------------------------------------------------------------------------------------------------------
  document.querySelector(".values").addEventListener("click", (event) => {
    const row = event.target.closest(".value");
    if (row) select(Number(row.dataset.n), "row");
  });
  document.querySelector(".document").addEventListener("click", (event) => {
    const tab = event.target.closest("[data-show]");
    if (tab) {
      preferred = tab.dataset.show;
      view(preferred);
      if (selected !== null) toPlace(selected);
      return;
    }
    const mark = event.target.closest("[data-i]");
    if (!mark) return;
    const numbers = mark.dataset.i.split(" ").map(Number);
    select(numbers[(numbers.indexOf(selected) + 1) % numbers.length], "mark"); // again: the next of several over one place
  });
  document.querySelector(".outline").addEventListener("click", (event) => {
    const link = event.target.closest("[data-clause]");
    if (!link) return;
    event.preventDefault();
    toClause("c" + link.dataset.clause);
  });
  document.querySelector(".switch").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) pane(button.dataset.pane);
  });
  if (!fixed) {
    at("verdicts").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) decide(button.dataset.verdict);
    });
    at("editor").addEventListener("submit", (event) => {
      event.preventDefault();
      decide("correct", at("edited").value);
    });
    at("editor-cancel").addEventListener("click", closeEditor);
    at("rest")?.addEventListener("click", rest);
  }
  const help = at("help");
  at("help-open").addEventListener("click", () => help.showModal());
  at("help-close").addEventListener("click", () => help.close());
  const keys = {
    j: () => step(1),
    ArrowDown: () => step(1),
    k: () => step(-1),
    ArrowUp: () => step(-1),
    Enter: () => document.activeElement.click(),
    n: () => step(1, undecided),
    a: () => decide("accept"),
    c: () => decide("correct"),
    r: () => decide("reject"),
    u: () => decide("withdraw"),
    A: () => !fixed && rest(),
    "]": () => go("after"),
    "[": () => go("before"),
    t: () => {
      preferred = document.body.dataset.view === "text" && at("pages") ? "pages" : "text";
      view(preferred);
      if (selected !== null) toPlace(selected);
    },
    l: () => go("back"),
    "?": () => help.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.target === at("edited")) {
      if (event.key === "Escape") closeEditor();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || help.open || !keys[event.key]) return;
    if (event.key === "Enter" && !document.activeElement.classList.contains("value")) return; // of a button
    event.preventDefault();
    keys[event.key]();
  });
  window.addEventListener("hashchange", fromAddress);

  if (rows.length) rows[0].tabIndex = 0;
  view(document.body.dataset.view);
  pane("values");
  following();
  paint();
  fromAddress();
})();
