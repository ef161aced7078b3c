// The form of a request: counts the letters of the justification, marks cells by what is said of them, keeps the copy on
// this device in step with the server's, and lets a save that is under way finish before the form is sent.
const form = document.getElementById("solicitud");
const panel = document.getElementById("vista");
const PREFIX = `cauce.borrador:${document.documentElement.dataset.person ?? ""}:`;

const letters = (text) => text.replace(/\s/g, "").length;

function count(area) {
  const said = document.getElementById(area.dataset.letters);
  const least = Number(area.dataset.least), n = letters(area.value);
  said.querySelector("meter").value = Math.min(n, least);
  said.querySelector("[data-letters-said]").textContent = n < least
    ? `${n} letras; hacen falta al menos ${least}.` : `${n.toLocaleString("es-MX")} letras; suficiente para juzgarla.`;
}

for (const area of form.querySelectorAll("[data-letters]")) {
  area.addEventListener("input", () => count(area));
  count(area);
}

// What is said of a cell and how it looks go together.
function mark() {
  for (const says of form.querySelectorAll("[data-says]")) {
    const cell = document.getElementById(says.dataset.says);
    if (!cell || cell.type === "radio") continue;
    const wrong = !!says.querySelector(".field-error");
    cell.classList.toggle("is-invalid", wrong);
    if (wrong) cell.setAttribute("aria-invalid", "true"); else cell.removeAttribute("aria-invalid");
  }
}

// What takes the focus takes it once: the form is drawn again in pieces, and nobody's cursor may be moved by it.
document.addEventListener("focusin", (event) => event.target.removeAttribute?.("data-focus"));

let busy = 0, waiting = null, sending = false;
const ours = (event) => event.target.closest?.("#vista, #solicitud");
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!ours(event)) return;
  if (sending) event.preventDefault(); else busy += 1;
});
addEventListener("pageshow", () => { sending = false; });
document.addEventListener("htmx:afterRequest", (event) => {
  if (!ours(event)) return;
  busy = Math.max(0, busy - 1);
  if (event.detail.successful) settled();
  if (!busy && waiting) { const button = waiting; waiting = null; form.requestSubmit(button); }
});

// The server has it now: what this device kept of it is not needed, and is known by the draft's own name from here on.
function settled() {
  mark();
  const uid = document.getElementById("borrador-uid").value;
  if (!uid) return;
  for (const fixed of form.querySelectorAll("#unidad, #requester")) fixed.disabled = true; // a draft keeps its own
  localStorage.removeItem(PREFIX + form.dataset.draft);
  form.dataset.draft = `pacientes-solicitud-${uid}`;
  localStorage.removeItem(PREFIX + form.dataset.draft);
}

form.addEventListener("submit", (event) => {
  if (!busy) { sending = true; return; }
  event.preventDefault();
  waiting = event.submitter;
}, { capture: true });

// Another unit asks for other data: the form is drawn again for it, with nothing lost.
document.getElementById("unidad")?.addEventListener("change", (event) => {
  const uid = document.getElementById("borrador-uid").value;
  if (!uid && !form.querySelector("[name='patient.curp']").value) location.search = `?unidad=${event.target.value}`;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "servicios-filas") return;
  const rows = event.target.querySelectorAll(".asked-row");
  rows[rows.length - 1]?.querySelector("[data-find]")?.focus();
  panel.dispatchEvent(new CustomEvent("change", { bubbles: false }));
});
document.querySelector(".to-panel")?.addEventListener("click", () => panel.focus());
