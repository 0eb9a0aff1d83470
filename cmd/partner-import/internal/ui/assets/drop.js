// The first page: files that are dropped or chosen go to the program, one after the
// other. The page of the first one opens.
const drop = document.getElementById("drop"), input = document.getElementById("file"), busy = document.getElementById("busy");

async function send(file) {
  busy.textContent = drop.dataset.busy.replace("%s", file.name);
  const answer = await fetch(drop.dataset.to, { method: "POST", body: file, headers: { "X-File-Name": encodeURIComponent(file.name), "Content-Type": "application/octet-stream" } });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error);
  return said.to;
}

async function take(files) {
  const to = [];
  try {
    for (const file of files) to.push(await send(file));
  } catch (error) {
    busy.textContent = error.constructor === Error ? error.message : drop.dataset.failed;
    return;
  }
  if (to.length === 1) location.assign(to[0]);
  else if (to.length) location.reload();
}

input.addEventListener("change", () => take(input.files));
for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
// A file that misses its place must not take the place of the page.
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
