// Writing rows one after the other without waiting for the line: a row is first kept in this browser, then sent.
// What the server refuses comes back into the cells; when there is no line the next row can be written at once.
import { clear, show as showProblems } from "./cells.js";
import { drain, onChange, send, show as showOutbox } from "./outbox.js";
import { drop, keep, person, waiting } from "../cauce/kept.js";

const form = document.querySelector("form[data-capture]");
const PATIENCE = 3000; // ms: a slower answer arrives in the background
const page = location.pathname;
const here = form?.parentElement.querySelector("[data-notices]");

const newUid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
const control = (name) => form.elements.namedItem(name);

function fieldsOf(extra = {}) {
  const fields = Object.fromEntries(new FormData(form));
  delete fields.csrfmiddlewaretoken;
  return { ...fields, ...extra };
}

function labelOf(fields) {
  if (form.dataset.capture !== "patient") return [fields.technique, fields.other_code, fields.code, fields.topic, fields.time].filter(Boolean).join(" · ");
  const acts = [1, 2, 3, 4, 5, 6].filter((n) => fields[`act${n}_code`]).map((n) => `${fields[`act${n}_code`]}×${fields[`act${n}_number`]}`);
  return `${fields.continuation ? "↳ " : ""}${fields.identity} · ${acts.join(", ")}`;
}

function itemOf(fields) {
  return { uid: fields.uid, person, sheet: form.dataset.sheet, url: form.action, kind: form.dataset.capture, page, fields, label: labelOf(fields), name: form.dataset.name, at: Date.now(), state: "waiting", problems: [], confirm: false };
}

function notice(text, tone = "success", problems = []) {
  const box = document.createElement("div");
  box.className = `notice tone-${tone} problems`;
  box.innerHTML = "<span></span><div><p></p><ul></ul></div>";
  box.querySelector("p").textContent = text;
  box.querySelector("ul").append(...problems.map((p) => Object.assign(document.createElement("li"), { textContent: `${p.message} ${p.remedy}`.trim() })));
  if (!problems.length) box.querySelector("ul").remove();
  here.replaceChildren(box);
}

const forgetDraft = () => localStorage.removeItem(`cauce.borrador:${person}:${form.dataset.draft}`);

function askConfirm(asked) {
  const [save, confirming] = [form.querySelector("[data-save]"), form.querySelector("[data-confirm]")];
  if (save) save.hidden = asked;
  if (confirming) confirming.hidden = !asked;
}

// The next row: what it usually shares with this one stays; a continuation keeps only whose it is.
function next(continuing) {
  const carried = new Set((form.dataset.carried ?? "").split(" "));
  const identity = control("identity")?.value ?? "";
  for (const cell of form.querySelectorAll("input[data-cell]")) {
    if (cell.type === "checkbox") cell.checked = continuing;
    else if (!carried.has(cell.dataset.cell)) cell.value = "";
  }
  if (continuing) control("identity").value = identity;
  control("uid").value = newUid();
  control("version").value = "0";
  if (location.search) history.replaceState(null, "", page);
  const title = document.getElementById("renglon-titulo");
  if (title) title.textContent = form.dataset.capture === "patient" ? (continuing ? "Continuación del paciente" : "Siguiente paciente") : "Siguiente renglón";
  askConfirm(false);
  clear();
  forgetDraft();
  const first = form.querySelector(`[data-cell="${continuing ? "activities.1.code" : form.dataset.first}"]`);
  first?.focus();
  form.closest("section").scrollIntoView({ block: "nearest" });
}

async function refreshRows() {
  try {
    const answer = await fetch(`${page}?parte=renglones`, { redirect: "manual" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("renglones");
    if (fresh) document.getElementById("renglones").replaceWith(fresh);
  } catch { /* the rows are on the server; the table shows them at the next visit */ }
}

function refuse(result) {
  const errors = result.problems.filter((p) => p.level !== "warning");
  const first = showProblems(result.problems, true);
  askConfirm(result.confirm);
  const count = errors.length || result.problems.length;
  const title = errors.length ? (count === 1 ? "Hay un problema; no se guardó" : `Hay ${count} problemas; no se guardó`) : "Confirme o corrija antes de guardar";
  notice(title, errors.length ? "error" : "warning", errors.length ? errors : result.problems);
  if (result.confirm) form.querySelector("[data-confirm]")?.focus(); else first?.focus();
  form.dispatchEvent(new Event("input", { bubbles: true })); // the draft holds it again
}

async function submit(event) {
  event.preventDefault();
  if (form.dataset.busy) return;
  const turn = newUid();
  form.dataset.busy = turn;
  try {
    const said = event.submitter?.name ? { [event.submitter.name]: event.submitter.value } : {};
    const continuing = "seguir" in said;
    const fields = fieldsOf(said.confirmar ? said : {});
    const item = itemOf(fields);
    const before = (await waiting()).filter((one) => one.state !== "refused" && one.uid !== item.uid);
    await keep(item);
    forgetDraft();
    if (before.length || !navigator.onLine) return away(continuing);
    const sent = send(item);
    const result = await Promise.race([sent, new Promise((done) => setTimeout(done, PATIENCE, { state: "slow" }))]);
    if (result.state === "saved") {
      await drop(item.uid);
      notice(`Renglón ${result.saved.position} guardado.`);
      next(continuing);
      delete form.dataset.busy; // a quick hand saves the next row while the table is still being read
      await showOutbox();
      return await refreshRows();
    }
    if (result.state === "refused") {
      // Somebody else saved it first: the server's own page shows both versions side by side.
      await drop(item.uid);
      await showOutbox();
      if (result.problems.some((p) => p.rule === "OH-108")) return form.submit();
      return refuse(result);
    }
    if (result.state === "slow") sent.then(() => drain());
    return away(continuing);
  } finally { if (form.dataset.busy === turn) delete form.dataset.busy; }
}

// No line: it is kept, and the next row can be written.
async function away(continuing) {
  notice("Guardado en este equipo; se enviará cuando vuelva la conexión.", "warning");
  next(continuing);
  delete form.dataset.busy;
  await showOutbox();
  drain();
}

// A row that the rules refused after it was sent from the device goes back into the form.
async function correct(item) {
  for (const cell of form.querySelectorAll("input[data-cell]")) {
    if (cell.type === "checkbox") cell.checked = Boolean(item.fields[cell.name]);
    else cell.value = item.fields[cell.name] ?? "";
  }
  control("uid").value = item.uid;
  control("version").value = item.fields.version ?? "0";
  const first = showProblems(item.problems, true);
  askConfirm(item.confirm);
  (first ?? form.querySelector("[data-cell]")).focus();
}

// What the browser needs to write on this sheet when it is opened without a line (worker.js answers with it).
async function keepCopy() {
  if (!("caches" in window) || !navigator.onLine || document.documentElement.dataset.leaving) return;
  try {
    const cache = await caches.open("cauce-captura-1");
    const answer = await fetch(`${page}?parte=captura`, { redirect: "manual" });
    if (answer.ok) await cache.put(page, answer);
    const files = performance.getEntriesByType("resource").map((entry) => entry.name).concat(form.dataset.codes);
    const own = files.map((name) => new URL(name, location.href)).filter((url) => url.origin === location.origin && (url.pathname.startsWith("/static/") || url.pathname.endsWith(".json")));
    await Promise.all([...new Set(own.map(String))].map(async (url) => cache.put(url, await fetch(url))));
  } catch { /* no room or no line: the rows themselves are kept all the same */ }
}

if (form) {
  form.addEventListener("submit", submit);
  form.addEventListener("capture:correct", (event) => correct(event.detail));
  onChange(refreshRows);
  const asked = sessionStorage.getItem("cauce.corregir");
  if (asked) waiting().then((items) => {
    sessionStorage.removeItem("cauce.corregir");
    const item = items.find((one) => one.uid === asked);
    if (item) correct(item);
  });
  addEventListener("load", () => setTimeout(keepCopy, 1000));
  document.querySelector("[data-sheet-acts]")?.addEventListener("submit", async (event) => {
    const acting = event.currentTarget;
    if (event.submitter?.value !== "enviar" || acting.dataset.sure) return;
    event.preventDefault();
    const left = (await waiting()).filter((item) => item.sheet === form.dataset.sheet);
    if (left.length) return notice(`Hay ${left.length} renglones de esta hoja en este equipo que no han llegado al servidor. Envíelos o corríjalos antes.`, "error");
    acting.dataset.sure = "1";
    acting.requestSubmit(event.submitter);
  });
}
