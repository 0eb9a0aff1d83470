// The step in which rows are looked at and corrected.
import "./grid.js";

const main = document.getElementById("main"), at = (id) => document.getElementById(id), grid = at("grid");
const texts = JSON.parse(grid.dataset.texts), columns = JSON.parse(grid.dataset.columns), base = main.dataset.import;
const numbers = new Intl.NumberFormat(document.documentElement.lang);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
let show = main.dataset.show, query = "", version = +grid.dataset.version, standing = null;
let chosen = new URLSearchParams(location.search).has("show"); // by the person, else the problems are shown

const filter = () => new URLSearchParams({ show, q: query });

// ask asks the program. What cannot be done is said, and nothing changes here.
async function ask(path, body) {
  let answer, said;
  try {
    answer = await fetch(base + path, body ? { method: "POST", body: JSON.stringify({ version, ...body }), headers: { "Content-Type": "application/json" } } : {});
    said = await answer.json();
  } catch {
    said = { error: texts.offline };
  }
  if (said.standing) stand(said.standing);
  if (said.error) { at("what").textContent = said.error; at("english").textContent = ""; grid.take(said.rows || []); throw new Error(said.error); }
  return said;
}

const quietly = (promise) => promise.catch(() => {}); // it was said

const source = {
  count: 0, columns,
  load: async (from, n) => { const said = await ask(`/rows?${filter()}&from=${from}&n=${n}`); version = Math.max(version, said.version); return said.rows; },
  edit: async (row, column, value) => { try { return (await ask("/cells", { cells: [{ row, column, value }] })).rows; } catch { return []; } },
  problem: async (from, step) => (await ask(`/next?${filter()}&from=${from}&step=${step}`)).index,
  undo: async () => { grid.take((await ask("/undo", {})).rows); },
  redo: async () => { grid.take((await ask("/redo", {})).rows); },
};

// list shows the rows of the present filter.
async function list(keep) {
  const from = keep ? Math.max(0, grid.top - 20) : 0, said = await ask(`/rows?${filter()}&from=${from}&n=200`);
  if (keep && grid.busy) { grid.addEventListener("done", () => quietly(list(true)), { once: true }); return; } // nobody is interrupted
  source.count = said.count; version = Math.max(version, said.version);
  at("count").textContent = said.said;
  const { row, column, data } = grid.place, held = grid.contains(document.activeElement);
  await grid.show(source, keep, from, said.rows);
  if (keep && grid.place.row !== Math.max(0, Math.min(row, said.count - 1))) return; // the person went elsewhere meanwhile
  const moved = keep && data ? grid.indexOf(data.row) : -1; // rows above it may have left the list
  await grid.go(moved >= 0 ? moved : keep ? row : 0, column, keep && held);
}

// warning is a warning with a button that shows its line.
function warning({ text, line, index }) {
  const li = document.createElement("li"), button = document.createElement("button");
  li.textContent = text + " ";
  if (!line) return li;
  button.type = "button"; button.className = "link"; button.textContent = fill(texts.toline, { line: numbers.format(line) });
  button.addEventListener("click", () => quietly((async () => {
    show = "all"; chosen = true; query = at("find").value = "";
    if (standing) stand(standing);
    await list(false);
    await grid.go(index, grid.place.column);
  })()));
  li.append(button);
  return li;
}

// stand shows how the rows stand.
function stand(now) {
  standing = now; version = now.version;
  at("title").textContent = now.title; at("sum").textContent = now.sum;
  at("undo").disabled = !now.undo; at("redo").disabled = !now.redo;
  const counts = { problems: now.problems, ready: now.ready, all: now.rows, edited: now.edited, skipped: now.skipped, aside: now.aside };
  for (const a of document.querySelectorAll("#groups [data-show]")) if (a.dataset.show in counts) a.lastElementChild.textContent = numbers.format(counts[a.dataset.show]);
  at("asidegroup").hidden = !now.aside; at("warnings").hidden = !now.warnings.length; at("warncount").textContent = numbers.format(now.warnings.length);
  at("warnlist").replaceChildren(...now.warnings.map(warning));
  const kinds = at("kinds"), all = kinds.firstElementChild;
  kinds.replaceChildren(all, ...now.groups.map(({ Code, Label, Count }) => {
    const a = document.createElement("a"), name = document.createElement("span"), n = document.createElement("span");
    a.className = "bad"; a.href = "?show=" + encodeURIComponent(Code); a.dataset.show = Code; name.textContent = Label; n.className = "num"; n.textContent = numbers.format(Count);
    a.append(name, n);
    return a;
  }));
  for (const a of document.querySelectorAll("#groups [data-show]")) a.toggleAttribute("aria-current", a.dataset.show === show);
  for (const a of document.querySelectorAll("#groups [aria-current]")) a.setAttribute("aria-current", "true");
}

function place({ detail: { column, data } }) {
  const skip = at("skip");
  skip.hidden = !data;
  at("skipall").hidden = !(source.count > 1 && !["all", "ready", "skipped", "edited", "aside"].includes(show));
  if (!data) { at("where").textContent = at("what").textContent = at("english").textContent = ""; return; }
  const problem = data.problem, name = columns[problem && problem.column >= 0 && problem.column !== column ? problem.column : column].name;
  at("where").textContent = fill(texts.where, { line: numbers.format(data.line), column: problem?.column === -1 ? texts.wholerow : name });
  at("what").textContent = data.skipped ? texts.skipped : problem ? (problem.said ? texts.said + " " : "") + problem.text : data.aside || texts.fine;
  at("english").textContent = !data.skipped && problem?.english || "";
  skip.textContent = data.skipped ? texts.keep : texts.skip;
}

grid.addEventListener("place", place);
at("groups").addEventListener("click", (event) => {
  const a = event.target.closest("[data-show]");
  if (!a) return;
  event.preventDefault();
  show = a.dataset.show; chosen = true;
  history.replaceState(null, "", "?show=" + encodeURIComponent(show));
  if (standing) stand(standing);
  quietly(list(false));
});
let typing;
at("find").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(() => { query = at("find").value; quietly(list(false)); }, 200); });
at("next").addEventListener("click", () => quietly(grid.next(1)));
at("undo").addEventListener("click", () => quietly(source.undo()));
at("redo").addEventListener("click", () => quietly(source.redo()));
at("skip").addEventListener("click", () => { const { data } = grid.place; quietly(ask("/skip", { row: data.row, skip: !data.skipped }).then((said) => { grid.take(said.rows); place({ detail: grid.place }); })); });
at("skipall").addEventListener("click", () => quietly(ask("/skip-all", { show, q: query }).then(() => list(false))));
document.addEventListener("keydown", (event) => { if (event.key === "F8" && !grid.contains(event.target)) { event.preventDefault(); quietly(grid.next(event.shiftKey ? -1 : 1)); } });

const dialog = at("dialog"), words = () => ({ column: +at("replacecolumn").value, find: at("replacefind").value, with: at("replacewith").value });
at("replace").addEventListener("click", () => { at("replacecolumn").value = grid.place.column; dialog.showModal(); });
dialog.addEventListener("input", () => quietly(ask("/replace", { ...words(), preview: true }).then((said) => {
  at("replacecount").textContent = said.said;
  at("replaceyes").disabled = !said.n;
})));
dialog.addEventListener("close", () => { if (dialog.returnValue === "yes") quietly(ask("/replace", words()).then(() => list(true))); });

// The program says when a check ended. While the page is hidden it does not listen.
async function again() {
  const now = await ask("/standing"), problems = !chosen && !now.checking && now.problems && show === "all";
  if (!now.checking && !chosen) chosen = true;
  if (problems) show = "problems";
  stand(now);
  await list(!problems);
}
let stream;
function listen() {
  stream = new EventSource(base + "/events");
  stream.addEventListener("checked", () => quietly(again()));
}
document.addEventListener("visibilitychange", () => { stream?.close(); if (!document.hidden) { listen(); quietly(again()); } });
if (!document.hidden) listen();
quietly(again());
