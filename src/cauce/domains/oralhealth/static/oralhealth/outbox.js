// Sends what this browser keeps, in order, each row once (its uid is its own on the server, however often it is
// sent), and shows what still waits and what the rules refused. On every page of the module.
import { drop, keep, person, waiting } from "../cauce/kept.js";
import { begin, button, el, emptying, problemsOf, send, whereKept } from "../cauce/sending.js";

export { send };
const panel = document.querySelector("[data-outbox]");
const queue = emptying("cauce-captura", sendAll);
export const { drain } = queue;
const listeners = new Set();
export const onChange = (listener) => listeners.add(listener);

async function sendAll() {
  let held = ""; // a refused patient holds back its continuation: it must not hang from another one
  let sent = 0, outcome = "";
  for (const item of await waiting()) {
    const continues = item.kind === "patient" && item.fields.continuation;
    if (continues && held === item.sheet) continue;
    if (item.kind === "patient" && !continues) held = "";
    if (item.state === "refused") { if (item.kind === "patient") held = item.sheet; continue; }
    const result = await send(item);
    if (result.state === "saved") { await drop(item.uid); sent += 1; queue.arrived(); continue; }
    outcome = result.state;
    if (result.state !== "refused") break;
    await keep({ ...item, state: "refused", problems: result.problems, confirm: result.confirm });
    if (item.kind === "patient") held = item.sheet;
  }
  await show(outcome);
  if (sent) for (const listener of listeners) listener(sent);
  return outcome;
}

function acts(item) {
  const box = el("span");
  if (item.state !== "refused") return box;
  if (item.confirm) box.append(button("Confirmar y enviar", () => again({ ...item, fields: { ...item.fields, confirmar: "1" } })), " ");
  box.append(button("Corregir", () => correct(item)), " ");
  box.append(button("Descartar", () => { if (confirm("¿Descartar este renglón? Se borra de este equipo y no llega al servidor.")) drop(item.uid).then(() => drain()).then(() => show()); }, "btn btn-sm btn-link"));
  return box;
}

async function again(item) {
  await keep({ ...item, state: "waiting", problems: [] });
  await drain();
}

function correct(item) {
  const here = document.querySelector(`form[data-capture="${item.kind}"][data-sheet="${item.sheet}"]`);
  if (here) here.dispatchEvent(new CustomEvent("capture:correct", { detail: item }));
  else { sessionStorage.setItem("cauce.corregir", item.uid); location.assign(item.page); }
}

export async function show(outcome = "") {
  if (!panel) return;
  const items = await waiting();
  const refused = items.filter((item) => item.state === "refused");
  panel.hidden = !items.length;
  panel.dataset.waiting = String(items.length - refused.length);
  panel.dataset.refused = String(refused.length);
  if (!items.length) return panel.replaceChildren();
  const body = el("div");
  const left = items.length - refused.length;
  const words = [];
  if (left) words.push(left === 1 ? "1 renglón por enviar" : `${left} renglones por enviar`);
  if (refused.length) words.push(refused.length === 1 ? "1 renglón por corregir" : `${refused.length} renglones por corregir`);
  body.append(el("h2", words.join(" · ")));
  body.append(whereKept(panel, outcome, left, queue.afresh));
  const list = el("ol", "", "outbox-rows");
  for (const item of items) {
    const row = el("li");
    row.append(el("strong", item.label), ` ${item.name} `);
    if (item.state === "refused") row.append(...problemsOf(item));
    row.append(acts(item));
    list.append(row);
  }
  if (items.length > 5) {
    const more = el("details");
    more.open = refused.length > 0;
    more.append(el("summary", "Ver los renglones"), list);
    body.append(more);
  } else body.append(list);
  panel.replaceChildren(el("span"), body);
  panel.setAttribute("role", "status");
}

if (panel && person) {
  begin(panel, waiting, show, queue);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) drain(); });
}
