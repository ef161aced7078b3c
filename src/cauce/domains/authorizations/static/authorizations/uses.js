// Uses written down without a line: kept in this browser (IndexedDB), sent when it is back, each once (its key is its own
// on the server, however often it is sent), and the fate of each one shown. On the centre's pages.
import { drop, keep, person, waiting } from "../cauce/kept.js";
import { begin, button, el, emptying, problemsOf, send, whereKept } from "../cauce/sending.js";

const panel = document.querySelector("[data-uses]");
const FATES = `cauce.usos:${person}`; // of this tab: what arrived
const queue = emptying("cauce-usos", sendAll);
export const { drain } = queue;
export const uses = async () => (await waiting()).filter((item) => item.kind === "units");

async function sendAll() {
  let outcome = "";
  for (const item of await uses()) {
    if (item.state === "refused") continue;
    const result = await send(item);
    if (result.state === "saved") { tell(item, result.saved); await drop(item.uid); queue.arrived(); continue; }
    outcome = result.state;
    if (result.state !== "refused") break;
    await keep({ ...item, state: "refused", problems: result.problems });
  }
  await show(outcome);
  return outcome;
}

const fates = () => JSON.parse(sessionStorage.getItem(FATES) ?? "[]");
function tell(item, told) {
  sessionStorage.setItem(FATES, JSON.stringify([...fates(), { label: item.label, left: told.left }].slice(-20)));
}

function rowOf(item) {
  const row = el("li");
  row.append(el("strong", item.label));
  if (item.state !== "refused") { row.append(" · por enviar"); return row; }
  row.append(" · rechazado");
  row.append(...problemsOf(item));
  row.append(
    button("Volver a enviar", async () => { await keep({ ...item, state: "waiting", problems: [] }); drain(); }), " ",
    button("Descartar", async () => { if (confirm("¿Descartar este uso? Se borra de este equipo y no se descuenta.")) { await drop(item.uid); show(); } }, "btn btn-sm btn-link"),
  );
  return row;
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
  if (items.length) body.append(whereKept(panel, outcome, left, queue.afresh));
  for (const fate of arrived) { const row = el("li"); row.append(el("strong", fate.label), ` · registrado; quedan ${fate.left}`); list.append(row); }
  list.append(...items.map(rowOf));
  body.append(list);
  if (arrived.length) body.append(button("Quitar los registrados de esta lista", () => { sessionStorage.removeItem(FATES); show(); }, "btn btn-sm btn-link"));
  panel.replaceChildren(el("span"), body);
  panel.classList.toggle("tone-warning", items.length > 0);
  panel.classList.toggle("tone-success", !items.length);
  panel.setAttribute("role", "status");
}

if (panel && person) begin(panel, uses, show, queue);
