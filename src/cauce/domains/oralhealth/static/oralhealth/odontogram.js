// The odontogram by keyboard. The lists work without it; with it: a code is one key and goes on to the next
// tooth, arrows move, a dot and two figures jump, + marks the usual teeth sound, Enter saves.
const form = document.querySelector("form[data-exam]");
const chart = form?.querySelector("[data-odontogram]");
const status = chart?.querySelector("[data-status]");
const tooth = (number) => chart.querySelector(`[data-tooth="${number}"]`);
const allows = (select, code) => [...select.options].some((option) => option.value === code);
const DRAWN = { A: "0", B: "1", C: "2", D: "3", E: "4", F: "6", G: "7", "": "blank" };
const range = (quadrant, from, to) => {
  const step = from < to ? 1 : -1;
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => `${quadrant}${from + i * step}`);
};
const ROWS = [
  [...range(1, 8, 1), ...range(2, 1, 8)],
  [...range(5, 5, 1), ...range(6, 1, 5)],
  [...range(8, 5, 1), ...range(7, 1, 5)],
  [...range(4, 8, 1), ...range(3, 1, 8)],
];
let jump = null;

function say(select) {
  const label = select.labels[0].textContent.trim().replace(/\s+/g, " ");
  status.textContent = `${label}: ${select.selectedOptions[0].textContent.trim().replace(/\s+/g, " ") || "sin registrar"}`;
}

function draw(select) {
  const use = select.parentElement.querySelector("use");
  const code = select.value;
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#t-${DRAWN[code] ?? code}`));
}

function put(select, code) {
  select.value = code;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

const rowOf = (number) => ROWS.findIndex((row) => row.includes(number));

function beside(number, by) {
  const row = ROWS[rowOf(number)];
  return row[row.indexOf(number) + by];
}

// The next tooth of the same dentition: from the end of the upper arch to the start of the lower.
function following(number) {
  const here = rowOf(number);
  return beside(number, 1) ?? { 0: ROWS[3][0], 1: ROWS[2][0] }[here];
}

function above(number, by) {
  const here = rowOf(number);
  const row = ROWS[here + by];
  if (!row) return null;
  const middle = ROWS[here].indexOf(number) - ROWS[here].length / 2; // teeth face each other from the middle
  return row[Math.min(Math.max(middle + row.length / 2, 0), row.length - 1)];
}

function go(number) {
  if (number) tooth(number).focus();
}

function code(select, key) {
  if (allows(select, key)) {
    put(select, key);
    return go(following(select.dataset.tooth));
  }
  const pair = select.dataset.pair && tooth(select.dataset.pair);
  if (!pair || !allows(pair, key)) {
    status.textContent = `${key} no es un código del diente ${select.dataset.tooth}.`;
    return;
  }
  put(pair, key);
  go(following(select.dataset.tooth)); // the walk stays on the dentition one is looking at
}

function jumping(key) {
  jump += key;
  status.textContent = `Ir al diente ${jump}`;
  if (jump.length < 2) return;
  const found = tooth(jump);
  if (!found) status.textContent = `No existe el diente ${jump}.`;
  jump = null;
  found?.focus();
}

const MOVES = {
  ArrowLeft: (n) => beside(n, -1),
  ArrowRight: (n) => beside(n, 1),
  ArrowUp: (n) => above(n, -1),
  ArrowDown: (n) => above(n, 1),
};

function onKey(event) {
  const select = event.target;
  if (event.ctrlKey || event.altKey || event.metaKey || !select.matches("[data-tooth]")) return;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const done = () => { event.preventDefault(); return true; };
  if (jump !== null && /^[0-9]$/.test(key)) return done() && jumping(key);
  jump = null;
  if (MOVES[key]) return done() && go(MOVES[key](select.dataset.tooth));
  if (/^[0-9A-GT]$/.test(key)) return done() && code(select, key);
  if (key === "Delete" || key === "Backspace") return done() && put(select, "");
  if (key === ".") return done() && (jump = "") === "" && (status.textContent = "Ir al diente…");
  if (key === "+") return done() && chart.querySelector("[data-sound]").click();
  if (key === "Enter") return done() && form.requestSubmit(form.querySelector("[data-confirm]") ?? undefined);
}

// What the server named wrong is marked at its tooth, also while the chart is being filled.
function nameWrong() {
  for (const select of chart.querySelectorAll("[data-tooth]")) {
    const told = document.getElementById(`error-${select.id}`);
    const level = told?.dataset.level ?? "";
    select.parentElement.classList.toggle("error", level === "error");
    select.parentElement.classList.toggle("warning", level === "warning");
    select.toggleAttribute("aria-invalid", level === "error");
    if (level === "error") select.setAttribute("aria-invalid", "true");
    if (told) select.setAttribute("aria-describedby", told.id); else select.removeAttribute("aria-describedby");
  }
}

// Marking sound is asked of the server, which knows the ages; only the chart's lists are taken from its page.
async function markSound(event) {
  event.preventDefault();
  const data = new FormData(form, event.target.closest("button"));
  data.delete("_once");
  const here = document.activeElement?.dataset.tooth;
  let page;
  try {
    const answer = await fetch(form.action || location.href, { method: "POST", body: data });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    document.getElementById("sin-conexion").hidden = false;
    return;
  }
  const refused = page.getElementById("error-exam.age");
  if (refused) {
    status.textContent = refused.textContent.trim();
    return document.getElementById("exam.age").focus();
  }
  let marked = 0;
  for (const select of chart.querySelectorAll("[data-tooth]")) {
    const theirs = page.getElementById(select.id)?.value ?? "";
    if (theirs === select.value) continue;
    select.value = theirs;
    draw(select);
    marked += 1;
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
  form.dispatchEvent(new Event("input", { bubbles: true }));
  status.textContent = `${marked} dientes marcados sanos: revíselos.`;
  if (here) tooth(here).focus();
}

if (chart) {
  chart.addEventListener("keydown", onKey);
  chart.addEventListener("change", (event) => {
    if (!event.target.matches("[data-tooth]")) return;
    draw(event.target);
    say(event.target);
  });
  chart.addEventListener("focusin", (event) => { if (event.target.matches("[data-tooth]") && jump === null) say(event.target); });
  document.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "cuenta") nameWrong(); });
  chart.querySelector("[data-sound]").addEventListener("click", markSound);
  for (const select of chart.querySelectorAll("[data-tooth]")) draw(select); // a draft may have come back
  form.addEventListener("input", (event) => {
    const box = event.target;
    if (event.inputType !== "insertText" || !box.dataset.full || box.value.length < Number(box.dataset.full)) return;
    const next = document.getElementById(box.dataset.next);
    next?.focus();
    if (next?.select) next.select();
  });
}
