// <row-grid>: a table of any number of rows. Only the rows that fit on the screen are in
// the page; the others stay with the program.
//
// It knows nothing about imports. Its source gives and takes rows:
//
//	count                      how many rows there are
//	columns                    [{name, field, width, secret}]
//	load(from, n)   → Promise  [{row, line, cells, problem: {column, text}, edited: [column], skipped}]
//	edit(row, column, value)   → Promise of the rows as they are then
//	problem(from, step)        → Promise of the place of the next row with a problem, -1 without one
//	undo(), redo()
//
// The keys are those of a data grid (https://www.w3.org/WAI/ARIA/apg/patterns/grid/): arrows,
// Home, End, Page Up and Page Down, with Ctrl to the ends. Enter, F2 or a letter begins to edit, Escape
// gives up, Tab leaves. F8 goes to the next problem.

const rowHeight = 36, headHeight = 48, over = 8, atOnce = 200;
// Browsers cannot show elements that are higher than about 17 million pixels.
const highest = 12e6;

export class RowGrid extends HTMLElement {
  #source; #rows = new Map(); #at = { row: 0, column: 0 }; #editing = null; #first = 0; #last = 0; #asked = 0; #frame = 0;

  connectedCallback() {
    this.texts = JSON.parse(this.dataset.texts);
    this.table = document.createElement("table");
    this.table.setAttribute("role", "grid");
    this.table.setAttribute("aria-label", this.dataset.label);
    this.table.append(document.createElement("thead"), document.createElement("tbody"));
    this.append(this.table);
    this.addEventListener("scroll", () => { this.#frame ||= requestAnimationFrame(() => { this.#frame = 0; this.draw(); }); }, { passive: true });
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("mousedown", (event) => { const td = event.target.closest("td[data-c]"); if (td && td !== this.#editing?.td) this.go(+td.parentNode.dataset.i, +td.dataset.c); });
    this.addEventListener("dblclick", (event) => { if (event.target.closest("td[data-c]")) this.edit(); });
    new ResizeObserver(() => this.draw()).observe(this);
  }

  // show begins anew, for example with another list, whose first rows are known. With
  // keep, the place stays.
  show(source, keep, from, rows) {
    this.#source = source; this.#rows.clear(); this.#asked++;
    rows.forEach((row, i) => this.#rows.set(from + i, row));
    if (!keep) { this.scrollTop = 0; this.#at = { row: 0, column: this.#at.column }; }
    this.#at.row = Math.max(0, Math.min(this.#at.row, source.count - 1));
    this.table.setAttribute("aria-rowcount", source.count + 1);
    this.table.setAttribute("aria-colcount", source.columns.length + 1);
    const head = document.createElement("tr");
    head.setAttribute("aria-rowindex", 1);
    head.append(this.#head(this.texts.line, "", "line"), ...source.columns.map((c) => { const th = this.#head(c.name, c.field || this.texts.ignored); th.style.width = c.width + "px"; return th; }));
    this.table.tHead.replaceChildren(head);
    return this.draw();
  }

  #head(name, below, kind = "") {
    const th = document.createElement("th");
    th.scope = "col"; th.className = kind; th.setAttribute("role", "columnheader"); th.textContent = name;
    if (below) { const small = document.createElement("small"); small.textContent = below; th.append(small); }
    return th;
  }

  get #fit() { return Math.max(1, Math.floor((this.clientHeight - headHeight) / rowHeight)); }
  get #height() { return Math.min(this.#source.count * rowHeight, highest); }

  // top is the row at the upper edge, with its fraction. Beyond the highest element, the
  // scroll bar is in proportion.
  get #top() {
    if (this.#source.count * rowHeight <= highest) return this.scrollTop / rowHeight;
    return this.scrollTop / Math.max(1, highest + headHeight - this.clientHeight) * Math.max(0, this.#source.count - this.#fit);
  }

  #scrollTo(row) {
    const { count } = this.#source;
    this.scrollTop = count * rowHeight <= highest ? row * rowHeight : row / Math.max(1, count - this.#fit) * (highest + headHeight - this.clientHeight);
  }

  async draw() {
    if (!this.#source || !this.isConnected) return;
    const first = Math.max(0, Math.floor(this.#top) - over), last = Math.min(this.#source.count, first + this.#fit + 2 * over);
    let missing = -1;
    for (let i = first; i < last && missing < 0; i++) if (!this.#rows.has(i)) missing = i;
    this.#paint(first, last);
    if (missing < 0) return;
    const mine = ++this.#asked, from = Math.max(0, missing - 20);
    const rows = await this.#source.load(from, atOnce);
    if (mine !== this.#asked) return; // the person is elsewhere by now
    if (this.#rows.size > 5000) this.#rows.clear();
    rows.forEach((row, i) => this.#rows.set(from + i, row));
    await this.draw();
  }

  #paint(first, last) {
    if (this.#editing) return;
    const scaled = this.#source.count * rowHeight > highest, above = scaled ? Math.max(0, this.scrollTop - (this.#top - first) * rowHeight) : first * rowHeight;
    const had = this.table.contains(document.activeElement), body = [this.#pad(above)];
    for (let i = first; i < last; i++) body.push(this.#tr(i));
    if (!this.#source.count) body.push(this.#none());
    body.push(this.#pad(Math.max(0, this.#height - above - (last - first) * rowHeight)));
    this.table.tBodies[0].replaceChildren(...body);
    [this.#first, this.#last] = [first, last];
    if (!this.table.querySelector("td[tabindex='0']")) this.table.querySelector("td[data-c]")?.setAttribute("tabindex", 0);
    if (had) (this.#td() || this.table.querySelector("td[tabindex='0']"))?.focus({ preventScroll: true });
  }

  #pad(height) {
    const tr = document.createElement("tr"), td = document.createElement("td");
    tr.className = "pad"; tr.setAttribute("role", "presentation"); td.setAttribute("role", "presentation");
    td.colSpan = this.#source.columns.length + 1; td.style.height = height + "px"; tr.append(td);
    return tr;
  }

  // none says that the list is empty. It can be reached, so that it can be heard.
  #none() {
    const tr = document.createElement("tr"), td = document.createElement("td");
    td.className = "none"; td.setAttribute("role", "gridcell"); td.colSpan = this.#source.columns.length + 1; td.tabIndex = 0; td.textContent = this.texts.none;
    tr.append(td);
    return tr;
  }

  #tr(i) {
    const tr = document.createElement("tr"), row = this.#rows.get(i), th = document.createElement("th");
    tr.dataset.i = i; tr.setAttribute("aria-rowindex", i + 2); tr.classList.toggle("skipped", Boolean(row?.skipped));
    th.scope = "row"; th.className = "line"; th.textContent = row ? row.line : "…";
    if (row?.problem?.column === -1) th.setAttribute("aria-invalid", "true");
    tr.append(th, ...this.#source.columns.map((column, c) => this.#cell(i, c, column, row)));
    return tr;
  }

  #cell(i, c, column, row) {
    const td = document.createElement("td"), wrong = row?.problem?.column === c && !row.skipped;
    td.dataset.c = c; td.setAttribute("role", "gridcell"); td.setAttribute("aria-colindex", c + 2);
    td.tabIndex = i === this.#at.row && c === this.#at.column ? 0 : -1;
    td.textContent = row ? row.cells[c] ?? "" : "";
    td.classList.toggle("edited", Boolean(row?.edited?.includes(c)));
    td.classList.toggle("ignored", !column.field);
    if (!wrong) return td;
    td.setAttribute("aria-invalid", "true"); td.title = row.problem.text; td.setAttribute("aria-description", row.problem.text);
    if (!td.textContent) { const span = document.createElement("span"); span.className = "empty"; span.textContent = this.texts.empty; td.append(span); }
    return td;
  }

  #td() { return this.table.querySelector(`tr[data-i="${this.#at.row}"] > td[data-c="${this.#at.column}"]`); }

  get busy() { return Boolean(this.#editing); }
  get top() { return this.#first; }
  get place() { return { ...this.#at, data: this.#rows.get(this.#at.row) }; }

  // indexOf is the place of a row in the list, as far as it is loaded, -1 otherwise.
  indexOf(number) {
    for (const [i, row] of this.#rows) if (row.row === number) return i;
    return -1;
  }

  // go moves to a cell, and scrolls as little as it must.
  async go(row, column, focus = true) {
    const { count, columns } = this.#source;
    if (!count) return;
    this.#at = { row: Math.max(0, Math.min(count - 1, row)), column: Math.max(0, Math.min(columns.length - 1, column)) };
    const top = Math.ceil(this.#top), end = Math.floor(this.#top) + this.#fit - 1;
    if (this.#at.row < top) this.#scrollTo(this.#at.row);
    else if (this.#at.row > end) this.#scrollTo(this.#at.row - this.#fit + 1);
    await this.draw();
    for (const td of this.table.querySelectorAll("td[tabindex='0']")) td.tabIndex = -1;
    const td = this.#td();
    if (td) { td.tabIndex = 0; if (focus) { td.focus({ preventScroll: true }); td.scrollIntoView({ block: "nearest", inline: "nearest" }); } }
    this.dispatchEvent(new CustomEvent("place", { detail: this.place }));
  }

  edit(typed) {
    const td = this.#td(), row = this.#rows.get(this.#at.row), column = this.#source.columns[this.#at.column];
    if (!td || !row || this.#editing) return;
    const input = document.createElement("input"), was = column.secret ? "" : row.cells[this.#at.column] ?? "";
    input.value = typed ?? was; input.setAttribute("aria-label", `${column.name}, ${this.texts.line} ${row.line}`); input.spellcheck = false;
    td.replaceChildren(input);
    this.#editing = { td, row: row.row, column: this.#at.column, was, input };
    input.focus();
    if (typed === undefined) input.select();
    input.addEventListener("blur", () => this.#finish(true));
  }

  async #finish(keep) {
    const e = this.#editing;
    if (!e) return;
    this.#editing = null;
    const secret = this.#source.columns[e.column].secret;
    if (keep && e.input.value !== e.was && !(secret && !e.input.value)) await this.change(e.row, e.column, e.input.value);
    this.#paint(this.#first, this.#last);
    this.dispatchEvent(new Event("done"));
  }

  // change writes a cell, and shows its row as the program has it then.
  async change(row, column, value) {
    this.take(await this.#source.edit(row, column, value));
    this.dispatchEvent(new CustomEvent("place", { detail: this.place }));
  }

  // take shows rows that changed.
  take(rows) {
    for (const changed of rows) for (const [i, row] of this.#rows) if (row.row === changed.row) this.#rows.set(i, changed);
    this.#paint(this.#first, this.#last);
  }

  async next(step) {
    const i = await this.#source.problem(this.#at.row, step);
    if (i < 0) return;
    await this.go(i, this.#at.column);
    const problem = this.#rows.get(i)?.problem;
    if (problem) await this.go(i, Math.max(0, problem.column));
  }

  async #key(event) {
    const { key } = event, ctrl = event.ctrlKey || event.metaKey, { row, column } = this.#at, page = Math.max(1, this.#fit - 1);
    if (this.#editing) {
      if (key === "Escape" || key === "Enter" || key === "Tab") {
        event.preventDefault();
        await this.#finish(key !== "Escape");
        const step = event.shiftKey ? -1 : 1;
        await this.go(row + (key === "Enter" ? step : 0), column + (key === "Tab" ? step : 0));
      }
      return;
    }
    if (!event.target.closest("td[data-c]")) return;
    const end = this.#source.count - 1, to = {
      ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], PageUp: [row - page, column], PageDown: [row + page, column],
      Home: [ctrl ? 0 : row, 0], End: [ctrl ? end : row, this.#source.columns.length - 1],
    }[key];
    const does = to ? () => this.go(...to)
      : key === "F8" ? () => this.next(event.shiftKey ? -1 : 1)
      : ctrl && key.toLowerCase() === "z" ? () => event.shiftKey ? this.#source.redo() : this.#source.undo()
      : ctrl && key.toLowerCase() === "y" ? () => this.#source.redo()
      : key === "Enter" || key === "F2" ? () => this.edit()
      : key === "Delete" || key === "Backspace" ? () => this.change(this.#rows.get(row)?.row, column, "")
      : key.length === 1 && !ctrl && !event.altKey ? () => this.edit(key) : null;
    if (does) { event.preventDefault(); await does(); }
  }
}
customElements.define("row-grid", RowGrid);
