// Errors in the cell while typing, and what each code means. The rules are the server's: it gives each cell a
// pattern with the sentence of its rule, and answers what saving would say; nothing is written twice here.
import { meaningOf, listsOf } from "./codes.js";

const form = document.querySelector("form[data-check]");
const visited = new Set();
let asked = 0, timer;

const cellOf = (name) => form.querySelector(`[data-cell="${CSS.escape(name)}"]`);
const says = (name) => form.querySelector(`[data-says="${CSS.escape(name)}"]`);
const nameOf = (place) => place.split(".").slice(2).join(".");

// What one cell shows: its error, else its warning, else what its code means.
export function tell(cell, text = "", level = "") {
  const box = says(cell.dataset.cell);
  if (!box) return;
  const shown = text || meaningOf(cell);
  if (box.textContent !== shown) box.textContent = shown;
  box.className = `says${text ? (level === "warning" ? " doubt" : " wrong") : ""}`;
  cell.toggleAttribute("data-doubt", Boolean(text) && level === "warning");
  if (text && level !== "warning") cell.setAttribute("aria-invalid", "true"); else cell.removeAttribute("aria-invalid");
}

function announce(text) {
  const live = form.querySelector("[data-live]");
  if (live && live.textContent !== text) live.textContent = text;
}

function ownError(cell) {
  if (!cell.dataset.wrong || !cell.validity.patternMismatch) return "";
  const code = cell.closest("tr")?.querySelector("[data-list]")?.value ?? "";
  return filled(cell.dataset.wrong, cell, code);
}

const filled = (sentence, cell, code) => sentence.replace("{value}", cell.value.trim()).replace("{code}", code);

export function clear() {
  visited.clear();
  announce("");
  asked += 1;
  for (const cell of form.querySelectorAll("[data-cell]")) tell(cell);
}

// Every problem in its cell. all: also in cells that the person has not reached yet (after saving).
export function show(problems, all = false) {
  const worst = new Map();
  for (const problem of problems) {
    const name = nameOf(problem.place);
    if (!worst.has(name) || worst.get(name).level === "warning") worst.set(name, problem);
  }
  let first = null;
  for (const cell of form.querySelectorAll("[data-cell]")) {
    const name = cell.dataset.cell;
    const problem = worst.get(name) ?? (name === "activities.1.code" ? worst.get("activities") : name === "diagnoses.1.code" ? worst.get("diagnoses") : undefined);
    const whole = problem && nameOf(problem.place) !== name;
    const due = problem && (all || (visited.has(name) && !whole));
    tell(cell, due ? problem.message : ownErrorIfVisited(cell), due ? problem.level : "");
    if (due && all) { visited.add(name); first ??= cell; }
  }
  return first;
}

const ownErrorIfVisited = (cell) => (visited.has(cell.dataset.cell) ? ownError(cell) : "");

// The line under the cells says in full the problem of the cell that was left last, else the first one.
function lastOf(problems) {
  const left = [...visited].at(-1);
  const one = problems.find((p) => nameOf(p.place) === left) ?? problems.find((p) => p.level !== "warning") ?? problems[0];
  return one ? `${one.message} ${one.remedy}`.trim() : "";
}

async function ask() {
  const mine = (asked += 1);
  try {
    const answer = await fetch(form.dataset.check, {
      method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual",
      headers: { Accept: "application/json" },
    });
    if (mine !== asked || !answer.ok) return;
    const { problems } = await answer.json();
    show(problems);
    announce(lastOf(problems.filter((p) => visited.has(nameOf(p.place)))));
  } catch { /* without a line the patterns go on alone */ }
}

if (form) {
  form.addEventListener("focusout", (event) => {
    const cell = event.target;
    if (!cell.dataset?.cell || (!cell.value && !visited.has(cell.dataset.cell))) return;
    visited.delete(cell.dataset.cell);
    visited.add(cell.dataset.cell); // the last of the set is the cell that was left last
    const own = ownError(cell);
    tell(cell, own);
    if (own) announce(`${own} ${cell.dataset.remedy ?? ""}`.trim());
    clearTimeout(timer);
    timer = setTimeout(ask, 250);
  });
  form.addEventListener("input", (event) => {
    const cell = event.target;
    if (!cell.dataset?.cell) return;
    if (cell.type === "checkbox") { visited.add(cell.dataset.cell); clearTimeout(timer); timer = setTimeout(ask, 50); return; }
    tell(cell, visited.has(cell.dataset.cell) ? ownError(cell) : "");
  });
  listsOf(form).then(() => {
    for (const cell of form.querySelectorAll("[data-list]")) if (!cell.hasAttribute("aria-invalid") && !says(cell.dataset.cell)?.textContent.trim()) tell(cell);
  });
}
export { cellOf };
