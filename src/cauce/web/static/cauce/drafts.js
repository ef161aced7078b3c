// Keeps what is typed in `form[data-draft="<key>"]` on this device until the server has it.
// The server says so with the cookie "enviado" (web/idempotency.py), so a lost connection, a closed
// lid or an error page never loses a word. Files and passwords are never kept.
const PREFIX = `cauce.borrador:${document.documentElement.dataset.person ?? ""}:`;
const MAX_AGE = 14 * 24 * 3600 * 1000;

const kept = (key) => { try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; } };
const drop = (key) => localStorage.removeItem(PREFIX + key);
const onceOf = (form) => form.elements.namedItem("_once")?.value ?? "";
// The version under the cells is kept too: a draft of an older version must still meet its conflict.
const isKept = (el) => el.name && !["password", "file", "submit", "button"].includes(el.type)
  && (el.type !== "hidden" || el.name === "version" || el.hasAttribute("data-draft-keep"));
const fieldsOf = (form) => [...form.elements].filter(isKept);
const valueOf = (el) => (["checkbox", "radio"].includes(el.type) ? el.checked : el.value);
// A cell that came back from the server unsaved says in data-was what is stored.
const initial = (el) => (el.dataset.was !== undefined ? el.dataset.was : ["checkbox", "radio"].includes(el.type) ? el.defaultChecked
  : el.tagName === "SELECT" ? [...el.options].find((o) => o.defaultSelected)?.value ?? el.options[0]?.value ?? ""
  : el.defaultValue);
const nameOf = (el) => (el.type === "radio" || el.type === "checkbox" ? `${el.name}=${el.value}` : el.name);

export function forgetSent() {
  const sent = document.cookie.match(/(?:^|; )enviado=([^;]*)/)?.[1];
  if (!sent) return;
  for (const key of Object.keys(localStorage).filter((k) => k.startsWith(PREFIX))) {
    if (kept(key.slice(PREFIX.length))?.once === sent) localStorage.removeItem(key);
  }
  document.cookie = "enviado=; path=/; max-age=0; samesite=lax";
}

function keep(form) {
  const key = form.dataset.draft;
  const changed = fieldsOf(form).filter((el) => el.name !== "version" && valueOf(el) !== initial(el));
  if (!changed.length && !form.querySelector("[aria-invalid]")) return drop(key);
  const values = Object.fromEntries(fieldsOf(form).filter((el) => el.name === "version" || changed.includes(el)).map((el) => [nameOf(el), valueOf(el)]));
  localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), once: onceOf(form), values }));
}

function restore(form) {
  const draft = kept(form.dataset.draft);
  if (!draft) return;
  if (Date.now() - draft.at > MAX_AGE) return drop(form.dataset.draft);
  let changes = 0;
  // What was typed in rows that this page does not show: the page's own script brings them.
  const shown = new Set(fieldsOf(form).map(nameOf));
  form.draftMissing = Object.fromEntries(Object.entries(draft.values).filter(([name]) => !shown.has(name)));
  if (Object.keys(form.draftMissing).length) form.dispatchEvent(new CustomEvent("draft:missing"));
  for (const el of fieldsOf(form)) {
    const value = draft.values[nameOf(el)];
    if (value === undefined || value === valueOf(el)) continue;
    if (typeof value === "boolean") el.checked = value; else el.value = value;
    if (el.type !== "hidden") changes += 1;
  }
  if (changes) tell(form, draft.at);
}

function tell(form, at) {
  const box = document.createElement("div");
  box.className = "notice tone-info";
  box.setAttribute("role", "status");
  const when = new Date(at).toLocaleString("es-MX", { dateStyle: "short", timeStyle: "short" });
  const text = document.createElement("div");
  const p = document.createElement("p");
  p.textContent = `Se recuperó lo que escribió el ${when} y no se había enviado. Revíselo y envíelo. `;
  const discard = document.createElement("button");
  discard.type = "button";
  discard.className = "btn btn-sm btn-outline-primary";
  discard.textContent = "Descartar lo recuperado";
  discard.addEventListener("click", () => { drop(form.dataset.draft); form.reset(); box.remove(); });
  p.append(discard);
  text.append(p);
  box.append(document.createElement("span"), text);
  const place = form.querySelector("[data-draft-notice]");
  if (place) place.append(box); else form.prepend(box);
}

forgetSent();
for (const form of document.querySelectorAll("form[data-draft]")) {
  restore(form);
  let timer;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => keep(form), 300); });
  addEventListener("pagehide", () => { clearTimeout(timer); if (kept(form.dataset.draft) || fieldsOf(form).some((el) => el.type !== "hidden" && valueOf(el) !== initial(el))) keep(form); });
  form.addEventListener("submit", (event) => {
    keep(form);
    if (navigator.onLine || form.hasAttribute("data-capture")) return; // such a form has its own way of waiting
    event.preventDefault();
    document.getElementById("sin-conexion").hidden = false;
  });
}
