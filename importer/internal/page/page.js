
// Searches and sorts the table. Without it, the page can be read all the same.
(() => {
  "use strict";
  const table = document.getElementById("table");
  if (!table) return;
  const body = table.tBodies[0];
  const search = document.getElementById("search");
  const reason = document.getElementById("reason");
  const found = document.getElementById("found");
  const rows = Array.from(body.rows, (row) => ({ row, text: Array.from(row.cells, (cell) => cell.textContent).join("\n").toLowerCase() }));
  const grouped = new Intl.NumberFormat("en");

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let n = 0;
    for (const { row, text } of rows) {
      const fits = (!reason.value || row.dataset.reason === reason.value) && words.every((word) => text.includes(word));
      row.hidden = !fits;
      if (fits) n++;
    }
    found.textContent = n === rows.length ? grouped.format(n) + " rows" : grouped.format(n) + " of " + grouped.format(rows.length) + " rows";
    document.getElementById("nothing").hidden = n > 0;
  }

  function sort(th) {
    const up = th.getAttribute("aria-sort") !== "ascending";
    const column = th.cellIndex;
    const value = th.dataset.sort === "number" ? (cell) => Number(cell.textContent) : (cell) => cell.textContent;
    const order = th.dataset.sort === "number" ? (a, b) => a - b : new Intl.Collator("en", { numeric: true }).compare;
    const keys = new Map(rows.map(({ row }) => [row, value(row.cells[column])]));
    rows.sort((a, b) => (up ? 1 : -1) * order(keys.get(a.row), keys.get(b.row)));
    for (const other of th.parentNode.cells) other.removeAttribute("aria-sort");
    th.setAttribute("aria-sort", up ? "ascending" : "descending");
    const sorted = document.createDocumentFragment();
    for (const { row } of rows) sorted.append(row);
    body.append(sorted);
  }

  for (const th of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = th.textContent;
    button.addEventListener("click", () => sort(th));
    th.replaceChildren(button);
  }
  search.addEventListener("input", filter);
  reason.addEventListener("change", filter);
  document.getElementById("tools").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("tools").hidden = false;
  filter();
})();
