// A run under way: the program tells what changes, and the page shows it. While the page
// is hidden it does not listen, because a browser opens few connections to one program.
const main = document.getElementById("main"), at = (id) => document.getElementById(id);
const numbers = new Intl.NumberFormat(main.dataset.language);
const svg = (name, attributes) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};
const text = (name, content, parts = []) => { const element = document.createElement(name); element.append(...parts); if (content) element.append(content); return element; };
// english is what the engine or Partnero says.
const english = (said) => { const span = text("span", said || ""); span.lang = "en"; return span; };

function show({ state, latest, notes }) {
  at("done").textContent = numbers.format(state.done);
  at("of").textContent = state.title;
  Object.assign(at("progress"), { max: Math.max(1, state.of), value: state.done });
  const share = (n) => state.of ? n / state.of * 100 : 0, created = share(state.created), exists = share(state.exists);
  at("meter").replaceChildren(
    svg("rect", { class: "g", width: created, height: 4 }), svg("rect", { class: "e", x: created, width: exists, height: 4 }),
    svg("rect", { class: "b", x: created + exists, width: share(state.bad), height: 4 }));
  at("counts").replaceChildren(...state.counts.map((c) => { const i = document.createElement("i"); if (c.tone) i.className = c.tone; return text("li", " " + c.label, [i, text("b", c.value)]); }));
  at("figures").replaceChildren(...state.figures.map((f) => text("div", "", [text("dt", f.label), text("dd", f.value)])));
  const why = at("why"), said = (state.why || "") + (state.whytail || "") + (state.whysaid || "");
  why.hidden = !state.why;
  if (why.dataset.said !== said) { why.dataset.said = said; why.replaceChildren(text("b", state.why), " ", text("span", state.whytail), " ", english(state.whysaid)); }
  at("notes").replaceChildren(...notes.map((n) => text("li", "", [text("time", n.at), text("span", "", [n.text + " ", english(n.english)])])));
  at("latest").replaceChildren(...latest.map((r) => text("li", "", [text("time", numbers.format(r.row)), text("span", r.email)])));
  plot(state.pace || []);
}

function plot(points) {
  let path = "M0 100", x = 0;
  const held = [];
  for (const p of points) {
    path += `L${x} ${100 - p.y}L${p.x} ${100 - p.y}`;
    if (p.held) held.push(svg("rect", { class: "held", x, width: Math.max(0.3, p.x - x), height: 100 }));
    x = p.x;
  }
  at("plot").replaceChildren(svg("path", { class: "area", d: path + `L${x} 100Z` }), ...held);
}

let stream;
function listen() {
  stream = new EventSource(main.dataset.import + "/events");
  stream.addEventListener("state", (event) => show(JSON.parse(event.data)));
  stream.addEventListener("ended", () => { stream.close(); location.replace(main.dataset.import + "/result"); });
}
document.addEventListener("visibilitychange", () => { stream?.close(); if (!document.hidden) listen(); });
if (!document.hidden) listen();
