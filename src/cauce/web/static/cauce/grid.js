// Keyboard in `[data-grid]` tables: arrows and Enter move between cells as in a spreadsheet;
// Ctrl+Enter sends. In a list of options, up and down choose; in text, left and right move at its ends.
const CELL = "input:not([type=hidden]):not([disabled]), select:not([disabled])";

function cellsOf(row) { return [...row.querySelectorAll(CELL)]; }

function neighbour(cell, down) {
  const column = cell.closest("td").cellIndex;
  let row = cell.closest("tr");
  while ((row = down > 0 ? row.nextElementSibling : row.previousElementSibling)) {
    const found = row.cells[column]?.querySelector(CELL);
    if (found && row.offsetParent !== null) return found;
  }
  return null;
}

function sideways(cell, by) {
  const row = cellsOf(cell.closest("tr"));
  return row[row.indexOf(cell) + by] ?? null;
}

function atEdge(cell, key) {
  if (cell.tagName === "SELECT" || cell.type === "checkbox" || cell.type === "radio") return true;
  if (cell.selectionStart === null) return true;
  const all = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  return all || (key === "ArrowLeft" ? cell.selectionEnd === 0 : cell.selectionStart === cell.value.length);
}

function go(target, event) {
  if (!target) return;
  event.preventDefault();
  target.focus();
  if (target.select && target.type !== "checkbox") target.select();
}

document.addEventListener("keydown", (event) => {
  const cell = event.target;
  if (!cell.matches?.(CELL) || !cell.closest("[data-grid] td") || event.altKey || event.metaKey) return;
  const isList = cell.tagName === "SELECT";
  if (event.key === "Enter") {
    if (event.ctrlKey) return cell.form?.requestSubmit();
    event.preventDefault(); // Enter must never send a half-filled grid
    return go(neighbour(cell, event.shiftKey ? -1 : 1) ?? cell.form?.querySelector("[data-grid-end]") ?? cell.form?.querySelector("button:not([type=button])"), event);
  }
  if (event.ctrlKey || event.shiftKey) return;
  if (!isList && event.key === "ArrowDown") go(neighbour(cell, 1), event);
  if (!isList && event.key === "ArrowUp") go(neighbour(cell, -1), event);
  if (event.key === "ArrowLeft" && atEdge(cell, event.key)) go(sideways(cell, -1), event);
  if (event.key === "ArrowRight" && atEdge(cell, event.key)) go(sideways(cell, 1), event);
});
