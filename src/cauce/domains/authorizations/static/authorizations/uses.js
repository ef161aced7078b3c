// Uses written down without a line: kept in this browser (IndexedDB), sent when it is back, each once (its key is its own
// on the server, however often it is sent), and the fate of each one shown. On the centre's pages.
import { drop, keep, person, waiting } from "../cauce/kept.js";

const panel = document.querySelector("[data-uses]");
const PAUSES = [3, 5, 10, 30, 60]; // seconds between tries while the line is cut
const FATES = `cauce.usos:${person}`; // of this tab: what arrived
let tries = 0, timer, sending = null;

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
export const uses = async () => (await waiting()).filter((item) => item.kind === "units");

// → {state: "saved" | "refused" | "signed-out" | "lost"}
async function send(item) {
  let answer, told;
  try {
    answer = await fetch(item.url, {
      method: "POST", redirect: "manual", signal: AbortSignal.timeout(20000),
      headers: { Accept: "application/json", "X-CSRFToken": token() },
      body: new URLSearchParams({ ...item.fields, persona: item.person }),
    });
  } catch { return { state: "lost" }; }
  if (answer.type === "opaqueredirect" || answer.status === 401) return { state: "signed-out" };
  if (answer.status >= 500 || answer.status === 429) return { state: "lost" };
  try { told = await answer.json(); } catch { return { state: answer.status === 403 ? "signed-out" : "lost" }; }
  return answer.ok ? { state: "saved", told } : { state: "refused", problems: told.problems ?? [] };
}

// One tab at a time.
export function drain() {
  if (sending) return sending;
  const work = navigator.locks ? () => navigator.locks.request("cauce-usos", { ifAvailable: true }, (lock) => (lock ? sendAll() : null)) : sendAll;
  sending = work().finally(() => { sending = null; });
  return sending;
}

async function sendAll() {
  clearTimeout(timer);
  let outcome = "";
  for (const item of await uses()) {
    if (item.state === "refused") continue;
    const result = await send(item);
    if (result.state === "saved") { tell(item, result.told); await drop(item.uid); tries = 0; continue; }
    outcome = result.state;
    if (result.state !== "refused") break;
    await keep({ ...item, state: "refused", problems: result.problems });
  }
  if (outcome === "lost") timer = setTimeout(drain, 1000 * PAUSES[Math.min(tries++, PAUSES.length - 1)]);
  await show(outcome);
}

const fates = () => JSON.parse(sessionStorage.getItem(FATES) ?? "[]");
function tell(item, told) {
  sessionStorage.setItem(FATES, JSON.stringify([...fates(), { label: item.label, left: told.left }].slice(-20)));
}

const el = (name, text = "", css = "") => Object.assign(document.createElement(name), { textContent: text, className: css });
function button(text, act, css = "btn btn-sm btn-outline-primary") {
  const made = el("button", text, css);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function rowOf(item) {
  const row = el("li");
  row.append(el("strong", item.label));
  if (item.state !== "refused") { row.append(" · por enviar"); return row; }
  row.append(" · rechazado");
  for (const problem of item.problems) row.append(el("div", `${problem.message} ${problem.remedy}`.trim(), "field-error"));
  row.append(
    button("Volver a enviar", async () => { await keep({ ...item, state: "waiting", problems: [] }); drain(); }), " ",
    button("Descartar", async () => { if (confirm("¿Descartar este uso? Se borra de este equipo y no se descuenta.")) { await drop(item.uid); show(); } }, "btn btn-sm btn-link"),
  );
  return row;
}

function where(left, outcome) {
  const said = el("p", "Guardados en este navegador, en este equipo, hasta que lleguen al servidor. Se borran al cerrar la sesión. ");
  if (outcome === "signed-out") {
    const link = el("a", "Su sesión terminó: entre de nuevo y se enviarán.");
    link.href = `${panel.dataset.login}?next=${encodeURIComponent(location.pathname)}`;
    said.append(link);
  } else if (left) said.append(button("Enviar ahora", () => { tries = 0; drain(); }));
  return said;
}

export async function show(outcome = "") {
  if (!panel) return;
  const items = await uses(), arrived = fates();
  const refused = items.filter((item) => item.state === "refused").length, left = items.length - refused;
  panel.hidden = !items.length && !arrived.length;
  if (panel.hidden) return panel.replaceChildren();
  const body = el("div"), list = el("ul", "", "kept-uses");
  const words = [[left, "por enviar"], [refused, "con rechazo"], [arrived.length, arrived.length === 1 ? "registrado" : "registrados"]];
  body.append(el("h2", words.filter(([n]) => n).map(([n, text]) => `${n} ${n === 1 ? "uso" : "usos"} ${text}`).join(" · ")));
  if (items.length) body.append(where(left, outcome));
  for (const fate of arrived) { const row = el("li"); row.append(el("strong", fate.label), ` · registrado; quedan ${fate.left}`); list.append(row); }
  list.append(...items.map(rowOf));
  body.append(list);
  if (arrived.length) body.append(button("Quitar los registrados de esta lista", () => { sessionStorage.removeItem(FATES); show(); }, "btn btn-sm btn-link"));
  panel.replaceChildren(el("span"), body);
  panel.classList.toggle("tone-warning", items.length > 0);
  panel.classList.toggle("tone-success", !items.length);
  panel.setAttribute("role", "status");
}

if (panel && person) {
  for (const name of ["online", "focus", "pageshow"]) addEventListener(name, () => { tries = 0; uses().then((items) => items.length && drain()); });
  show().then(drain);
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(panel.dataset.worker).catch(() => {});
}
