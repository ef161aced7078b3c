// The product grid beyond a plain form: paste from a spreadsheet, marks on changed rows, and the draft
// of rows that this page does not show (they are asked from the server, which puts them on top).
const form = document.getElementById("hoja");
const CELL = "td input:not([type=hidden]), td select";
const CAUSES = new Map(); // cause as people write it → its key

const plain = (text) => text.trim().toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

function learnCauses(select) {
  if (CAUSES.size) return;
  for (const option of select.options) {
    CAUSES.set(plain(option.text), option.value);
    CAUSES.set(plain(option.value), option.value);
  }
}

function write(cell, text) {
  if (cell.tagName === "SELECT") {
    learnCauses(cell);
    cell.value = CAUSES.get(plain(text)) ?? cell.value;
  } else {
    cell.value = text.trim();
  }
  cell.dispatchEvent(new Event("input", { bubbles: true }));
}

// A block of cells goes in from the focused cell to the right and down; one value pastes as usual.
form?.addEventListener("paste", (event) => {
  const start = event.target.closest("[data-grid] td")?.querySelector("input, select");
  const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
  if (!start || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  let row = start.closest("tr");
  const from = [...row.querySelectorAll(CELL)].indexOf(start);
  for (const line of text.split("\n")) {
    while (row && !row.querySelector(CELL)) row = row.nextElementSibling;
    if (!row) break;
    const cells = [...row.querySelectorAll(CELL)];
    line.split("\t").forEach((value, i) => { if (cells[from + i]) write(cells[from + i], value); });
    row = row.nextElementSibling;
  }
});

form?.addEventListener("input", (event) => {
  const row = event.target.closest("[data-grid] tr");
  if (!row) return;
  const changed = [...row.querySelectorAll(CELL)].some((cell) => cell.value !== (cell.dataset.was ?? initial(cell)));
  row.classList.toggle("changed", changed);
});
function initial(cell) {
  if (cell.tagName !== "SELECT") return cell.defaultValue;
  return [...cell.options].find((o) => o.defaultSelected)?.value ?? "";
}

// drafts.js leaves here the names that it kept and this page does not show.
function bringMissing() {
  const missing = Object.entries(form.draftMissing ?? {}).filter(([name]) => name.startsWith("rows."));
  if (!missing.length || !window.htmx) return;
  const carried = missing.map(([name, value]) => {
    const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    form.append(input);
    return input;
  });
  form.draftMissing = {};
  document.body.addEventListener("htmx:afterRequest", () => carried.forEach((i) => i.remove()), { once: true });
  window.htmx.trigger(form.elements.namedItem("q"), "recuperar");
}
form?.addEventListener("draft:missing", bringMissing);
addEventListener("load", () => form && setTimeout(bringMissing, 50));
document.addEventListener("htmx:load", () => form && bringMissing(), { once: true });
