// Sends what this browser keeps, in order, each row once (its uid is its own on the server, however often it is
// sent), and shows what still waits and what the rules refused. On every page of the module.
import { drop, keep, person, waiting } from "../cauce/kept.js";

const panel = document.querySelector("[data-outbox]");
const PAUSES = [3, 5, 10, 30, 60]; // seconds between tries while the line is cut
let tries = 0, timer, sending = null;
const listeners = new Set();
export const onChange = (listener) => listeners.add(listener);

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";

// → {state: "saved" | "refused" | "signed-out" | "lost", problems, confirm, saved}
export async function send(item) {
  let answer;
  try {
    answer = await fetch(item.url, {
      method: "POST", redirect: "manual", signal: AbortSignal.timeout(20000),
      headers: { Accept: "application/json", "X-CSRFToken": token() },
      body: new URLSearchParams({ ...item.fields, persona: item.person }),
    });
  } catch { return { state: "lost" }; }
  if (answer.type === "opaqueredirect" || answer.status === 401) return { state: "signed-out" };
  if (answer.status >= 500 || answer.status === 429) return { state: "lost" };
  let told;
  try { told = await answer.json(); } catch { return { state: answer.status === 403 ? "signed-out" : "lost" }; }
  if (answer.ok) return { state: "saved", saved: told };
  return { state: "refused", problems: told.problems ?? [], confirm: Boolean(told.confirm) };
}

// One tab at a time; a second one would only repeat what the server knows already.
export function drain() {
  if (sending) return sending;
  const work = navigator.locks
    ? () => navigator.locks.request("cauce-captura", { ifAvailable: true }, (lock) => (lock ? sendAll() : null))
    : sendAll;
  sending = work().finally(() => { sending = null; });
  return sending;
}

async function sendAll() {
  clearTimeout(timer);
  let held = ""; // a refused patient holds back its continuation: it must not hang from another one
  let sent = 0, outcome = "";
  for (const item of await waiting()) {
    const continues = item.kind === "patient" && item.fields.continuation;
    if (continues && held === item.sheet) continue;
    if (item.kind === "patient" && !continues) held = "";
    if (item.state === "refused") { if (item.kind === "patient") held = item.sheet; continue; }
    const result = await send(item);
    if (result.state === "saved") { await drop(item.uid); sent += 1; tries = 0; continue; }
    outcome = result.state;
    if (result.state !== "refused") break;
    await keep({ ...item, state: "refused", problems: result.problems, confirm: result.confirm });
    if (item.kind === "patient") held = item.sheet;
  }
  if (outcome === "lost") timer = setTimeout(drain, 1000 * PAUSES[Math.min(tries++, PAUSES.length - 1)]);
  await show(outcome);
  if (sent) for (const listener of listeners) listener(sent);
}

const el = (name, text = "", css = "") => Object.assign(document.createElement(name), { textContent: text, className: css });

function button(text, act, css = "btn btn-sm btn-outline-primary") {
  const made = el("button", text, css);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
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
  const where = el("p", "Guardados en este navegador, en este equipo, hasta que lleguen al servidor. Se borran al cerrar la sesión. ");
  if (outcome === "signed-out") {
    const link = el("a", "Su sesión terminó: entre de nuevo y se enviarán.");
    link.href = `${panel.dataset.login}?next=${encodeURIComponent(location.pathname)}`;
    where.append(link);
  } else if (left) where.append(button("Enviar ahora", () => { tries = 0; drain(); }));
  body.append(where);
  const list = el("ol", "", "outbox-rows");
  for (const item of items) {
    const row = el("li");
    row.append(el("strong", item.label), ` ${item.name} `);
    if (item.state === "refused") for (const p of item.problems) row.append(el("div", `${p.message} ${p.remedy}`.trim(), "field-error"));
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
  for (const name of ["online", "focus", "pageshow"]) addEventListener(name, () => { tries = 0; waiting().then((items) => items.length && drain()); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) drain(); });
  show().then(drain);
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(panel.dataset.worker).catch(() => {});
}
