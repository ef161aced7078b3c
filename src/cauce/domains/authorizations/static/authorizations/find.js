// A look-up while one types, in cells with data-find: arrows to choose, Enter to take, Escape to leave as it is.
// Without it the cell is plain text, and the server says what it may have meant.
const WAIT = 160;
let list, cell, timer, asked = 0;

function close() {
  list?.remove();
  list = null;
  if (!cell) return;
  cell.setAttribute("aria-expanded", "false");
  cell.removeAttribute("aria-activedescendant");
}

function open(found) {
  close();
  if (!found.length) return;
  list = document.createElement("ul");
  list.className = "find-list";
  list.id = "encontrados";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Coincidencias");
  list.append(...found.map((one, n) => {
    const option = document.createElement("li");
    option.role = "option";
    option.id = `encontrado-${n}`;
    option.ariaSelected = "false";
    const name = document.createElement("strong");
    name.textContent = one.label;
    option.append(name);
    if (one.detail) { const small = document.createElement("span"); small.textContent = one.detail; option.append(small); }
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => take(one));
    option.found = one;
    return option;
  }));
  cell.after(list);
  cell.setAttribute("aria-expanded", "true");
}

function point(step) {
  const options = [...list.children];
  const now = options.findIndex((o) => o.ariaSelected === "true");
  const next = options[(now + step + options.length) % options.length] ?? options[0];
  for (const o of options) o.ariaSelected = String(o === next);
  cell.setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}

function take(one) {
  cell.value = one.value;
  for (const [name, value] of Object.entries(one.fill)) {
    const other = cell.form.elements.namedItem(name);
    if (other && (!other.value || other.dataset.filled === other.value)) { other.value = value; other.dataset.filled = value; }
  }
  close();
  cell.dispatchEvent(new Event("change", { bubbles: true }));
}

async function look() {
  const mine = ++asked, here = cell, text = here.value.trim();
  if (text.length < 2) return close();
  const unit = here.form.elements.namedItem("unidad")?.value ?? "";
  try {
    const answer = await fetch(`${here.dataset.find}?q=${encodeURIComponent(text)}&unidad=${unit}`, { headers: { Accept: "application/json" } });
    const { found } = await answer.json();
    if (mine === asked && cell === here && document.activeElement === here) open(found);
  } catch { close(); }
}

function begin(input) {
  if (cell === input) return;
  close();
  cell = input;
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", "encontrados"]]) cell.setAttribute(name, value);
}

document.addEventListener("focusin", (event) => { if (event.target.matches?.("[data-find]")) begin(event.target); });
document.addEventListener("focusout", (event) => { if (event.target === cell) close(); });
document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-find]")) return;
  begin(event.target);
  clearTimeout(timer);
  timer = setTimeout(look, WAIT);
});
document.addEventListener("keydown", (event) => {
  if (event.target !== cell || !list) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); point(event.key === "ArrowDown" ? 1 : -1); }
  if (event.key === "Enter") { event.preventDefault(); take(([...list.children].find((o) => o.ariaSelected === "true") ?? list.firstChild).found); }
  if (event.key === "Escape") { event.preventDefault(); close(); }
});
