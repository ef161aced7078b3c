// The page that verifies codes without a line, and writes down uses to send later (uses.js).
import { keep, person } from "../cauce/kept.js";
import { able, Refused, verify, wellFormed } from "./qr.js";
import { drain, show as showKept, uses } from "./uses.js";

const page = document.querySelector("[data-offline]");
const [keys, services, does] = ["keys", "services", "does"].map((name) => JSON.parse(page.dataset[name]));
const [checking, using, result] = ["[data-check]", "[data-use]", "[data-result]"].map((one) => page.querySelector(one));
const typed = page.querySelector("#codigo"), video = page.querySelector("[data-video]");
let now = null; // what was verified last: {number, units, …}; units null when only the number is known

const el = (name, text = "", css = "") => Object.assign(document.createElement(name), { textContent: text, className: css });
const today = () => { const d = new Date(); return new Date(d - d.getTimezoneOffset() * 60000).toISOString().slice(0, 10); };
const day = (iso) => iso.split("-").reverse().join("/");
const newKey = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

function say(tone, title, lines = [], facts = []) {
  const box = el("div", "", `notice tone-${tone}`), body = el("div"), list = el("dl", "", "facts");
  body.append(el("strong", title), ...lines.map((line) => el("p", line)));
  for (const [label, value] of facts) list.append(el("dt", label), el("dd", value));
  if (facts.length) body.append(list);
  box.append(el("span"), body);
  result.replaceChildren(box);
}

// What a person must mind besides the signature.
function doubts(code) {
  const found = [], mine = Object.keys(does);
  if (today() < code.since) found.push(`Todavía no vale: empieza el ${day(code.since)}.`);
  if (today() > code.until) found.push(`Venció el ${day(code.until)}, según la fecha de este equipo.`);
  if (code.place && !mine.includes(code.place)) found.push(`Es para otra unidad (${code.place}); aquí no se podrá registrar.`);
  if (!code.place && !mine.some((one) => does[one].includes(code.service))) found.push("Su centro no realiza este servicio; aquí no se podrá registrar.");
  return found;
}

async function check() {
  now = null;
  using.hidden = true;
  const text = typed.value.trim();
  if (!text) return say("error", "Falta el código", ["Léalo, péguelo, o escriba el número."]);
  const number = wellFormed(text);
  if (number) {
    now = { number, units: null };
    say("warning", `${number}: bien escrito`, ["El número solo no se puede comprobar sin línea: no se sabe si existe ni para qué servicio es. Pida el código del papel, o regístrelo y el sistema lo comprobará después."]);
  } else if (!(await able(keys))) {
    return say("error", "Este navegador no puede comprobar la firma", ["Actualícelo (hace falta Ed25519 en una página segura), use la terminal como dice la ayuda, o espere a tener línea."]);
  } else {
    try { now = await verify(text, keys); } catch (error) {
      return say("error", error instanceof Refused ? "No es auténtico" : "No se pudo leer", [error instanceof Refused ? error.message : "Vuelva a leer el código."]);
    }
    const minded = doubts(now);
    say(minded.length ? "warning" : "success", minded.length ? "Auténtico, con reservas" : "Auténtico",
      [...minded, "No dice cuántas unidades quedan ni si se suspendió después: registre el uso en cuanto vuelva la línea."], [
        ["Número", now.number], ["Servicio", `${services[now.service] ?? now.service}${now.side ? ` · lado ${now.side}` : ""}`],
        ["Unidades autorizadas", String(now.units)], ["Vigencia", `del ${day(now.since)} al ${day(now.until)}`],
        ["Dónde se usa", now.place ? (using.querySelector(`option[value="${now.place}"]`)?.textContent ?? now.place) : "cualquier centro del servicio"],
      ]);
  }
  using.hidden = false;
  using.elements.performed_on.value ||= today();
  using.elements.performed_on.max = today();
  if (now.units) using.elements.units.max = now.units;
}

async function write(event) {
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(using)), key = newKey();
  const here = (await uses()).filter((item) => item.number === now.number && item.state !== "refused").reduce((sum, item) => sum + Number(item.fields.units), 0);
  if (now.units && here + Number(fields.units) > now.units) {
    return say("error", "Son más unidades que las autorizadas", [`De ${now.units}, ya hay ${here} por enviar en este equipo.`]);
  }
  const label = `${now.number} · ${fields.units} ${fields.units === "1" ? "unidad" : "unidades"} · ${day(fields.performed_on)}`;
  await keep({
    uid: key, person, kind: "units", sheet: "", url: `${page.dataset.numbers}${now.number}/uso/`, page: location.pathname, number: now.number,
    fields: { ...fields, key }, label, name: "", at: Date.now(), state: "waiting", problems: [], confirm: false,
  });
  say("success", "Guardado en este equipo", [`${label}. Se enviará cuando haya línea.`]);
  using.hidden = true;
  typed.value = "";
  typed.focus();
  await showKept();
  if (navigator.onLine) drain();
}

async function camera() {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let stream;
  try { stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }); } catch {
    return say("error", "No se pudo usar la cámara", ["Dé permiso a esta página, o pegue el texto del código."]);
  }
  video.srcObject = stream;
  video.hidden = false;
  video.play().catch(() => {});
  const stop = () => { for (const track of stream.getTracks()) track.stop(); video.hidden = true; };
  const until = Date.now() + 60000;
  const look = async () => {
    const found = (await detector.detect(video).catch(() => [])).find((code) => code.rawValue.startsWith("ST2V1:"));
    if (found) { stop(); typed.value = found.rawValue; return check(); }
    if (Date.now() > until) return stop();
    setTimeout(look, 250);
  };
  look();
}

// Leaves what the browser needs to open this page without a line (worker.js answers with it).
async function keepCopy() {
  const said = page.querySelector("[data-copy]");
  if (document.documentElement.dataset.leaving) return;
  if (!("caches" in window)) { said.textContent = "Este navegador no guarda páginas: mantenga esta abierta."; return; }
  if (!navigator.onLine) { said.textContent = "Sin línea: se abrió la copia guardada en este equipo."; return; }
  try {
    const cache = await caches.open("cauce-captura-autorizaciones-1");
    const answer = await fetch(`${location.pathname}?parte=copia`, { redirect: "manual" });
    if (answer.ok) await cache.put(location.pathname, answer);
    const files = performance.getEntriesByType("resource").map((entry) => new URL(entry.name)).filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"));
    await Promise.all([...new Set(files.map(String))].map(async (url) => cache.put(url, await fetch(url))));
    await navigator.serviceWorker?.ready;
    said.textContent = "Lista: esta página ya se abre sin línea en este equipo.";
  } catch { said.textContent = "No se pudo guardar la copia: mantenga esta página abierta."; }
}

checking.addEventListener("submit", (event) => { event.preventDefault(); check(); });
// A reader of codes ends with Enter.
typed.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); check(); } });
using.addEventListener("submit", write);
const opener = page.querySelector("[data-camera]");
const sees = "BarcodeDetector" in window && navigator.mediaDevices;
opener.hidden = !sees;
page.querySelector("[data-no-camera]").hidden = Boolean(sees);
if (sees) opener.addEventListener("click", camera);
if (document.readyState !== "complete") addEventListener("load", () => setTimeout(keepCopy, 500));
else setTimeout(keepCopy, 500);
