// The code lists beside the cells: what a code means, and a look-up by words (F2). One file of the server,
// kept by the browser for a day, so that it serves without a line too.
let lists = {};

export async function listsOf(form) {
  try { lists = await (await fetch(form.dataset.codes, { headers: { Accept: "application/json" } })).json(); } catch { lists = {}; }
  return lists;
}

const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const squeezed = (text) => text.replace(/[\s.,-]/g, "").toUpperCase();

export function meaningOf(cell) {
  const list = lists[cell.dataset.list], typed = cell.value.trim();
  if (!list || !typed) return "";
  if (cell.dataset.list === "ethnic") {
    const found = list.find(([code]) => code === typed[0]);
    return found ? found[1] + (/^.d$/i.test(typed) ? ", con discapacidad" : "") : "";
  }
  const same = cell.dataset.list === "diagnoses" ? (code) => squeezed(code) === squeezed(typed) : (code) => code === typed.toUpperCase();
  const found = list.find(([code]) => same(code));
  return found ? found[1] + (found[2] ? ` · ${found[2]}` : "") : "";
}

function find(key, text) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const hits = (lists[key] ?? []).filter(([code, label]) => words.every((word) => plain(`${code} ${label}`).includes(word)));
  const begins = ([code, label]) => plain(code).startsWith(words[0] ?? "") || plain(label).startsWith(words[0] ?? "");
  return [...hits.filter(begins), ...hits.filter((hit) => !begins(hit))].slice(0, 60);
}

let dialog, last;

function build() {
  dialog = document.createElement("dialog");
  dialog.className = "look-up";
  dialog.setAttribute("aria-labelledby", "buscar-codigo");
  dialog.innerHTML = '<h2 id="buscar-codigo"></h2><label class="form-label" for="buscar-codigo-texto">Código o palabras</label><input class="form-control" id="buscar-codigo-texto" type="search" role="combobox" aria-expanded="true" aria-controls="buscar-codigo-lista" autocomplete="off"><ul id="buscar-codigo-lista" role="listbox" aria-labelledby="buscar-codigo"></ul><p class="form-text">Flechas para elegir, Intro para anotar, Escape para salir.</p>';
  document.body.append(dialog);
  const input = dialog.querySelector("input"), options = dialog.querySelector("ul");
  input.addEventListener("input", () => fill(0));
  input.addEventListener("keydown", (event) => {
    const at = [...options.children].findIndex((o) => o.ariaSelected === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); pick(at + (event.key === "ArrowDown" ? 1 : -1)); }
    if (event.key === "Enter") { event.preventDefault(); choose(options.children[at]); }
  });
  options.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));
}

function fill(at) {
  const options = dialog.querySelector("ul");
  options.replaceChildren(...find(last.dataset.list, dialog.querySelector("input").value).map(([code, label, counted], n) => {
    const option = document.createElement("li");
    option.role = "option";
    option.id = `codigo-${n}`;
    option.dataset.code = code;
    const strong = document.createElement("strong");
    strong.textContent = code;
    option.append(strong, ` ${label}${counted ? ` · ${counted}` : ""}`);
    return option;
  }));
  pick(at);
}

function pick(at) {
  const options = [...dialog.querySelectorAll("[role=option]")];
  const chosen = options[Math.min(Math.max(at, 0), options.length - 1)];
  for (const option of options) option.ariaSelected = String(option === chosen);
  dialog.querySelector("input").setAttribute("aria-activedescendant", chosen?.id ?? "");
  chosen?.scrollIntoView({ block: "nearest" });
}

function choose(option) {
  if (!option) return;
  dialog.close();
  last.value = option.dataset.code;
  last.dispatchEvent(new Event("input", { bubbles: true }));
  const cells = [...last.form.querySelectorAll("input[data-cell]")].filter((c) => c.offsetParent);
  const next = cells[cells.indexOf(last) + 1];
  (next ?? last).focus();
  next?.select();
}

function open(cell) {
  if (!cell || !lists[cell.dataset.list]) return false;
  if (!dialog) build();
  last = cell;
  dialog.querySelector("h2").textContent = document.querySelector(`label[for="${CSS.escape(cell.id)}"]`)?.textContent.trim() ?? "Buscar código";
  dialog.querySelector("input").value = "";
  dialog.showModal();
  fill(0);
  dialog.querySelector("input").focus();
  return true;
}

document.addEventListener("focusin", (event) => { if (event.target.matches?.("form[data-codes] [data-list]")) last = event.target; });
document.addEventListener("keydown", (event) => {
  if (event.key === "F2" && event.target.matches?.("form[data-codes] [data-list]") && open(event.target)) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-look-up]");
  if (button && open(last ?? button.closest("form").querySelector('[data-cell="activities.1.code"], [data-list]'))) event.preventDefault();
});
