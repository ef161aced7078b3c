// Sending what a browser keeps (kept.js): one record once however often it is sent (its uid is its own on the server),
// one tab at a time, again after a pause while the line is cut; and the pieces of the panel that says so.
const PAUSES = [3, 5, 10, 30, 60]; // seconds between tries while the line is cut

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";

// → {state: "saved" | "refused" | "signed-out" | "lost", saved, problems, confirm}
export async function send(item) {
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
  if (answer.ok) return { state: "saved", saved: told };
  return { state: "refused", problems: told.problems ?? [], confirm: Boolean(told.confirm) };
}

// Turns `sendAll` (async, says how it ended) into {drain, afresh, arrived}: one tab at a time; a second one would only
// repeat what the server knows already. A lost line is tried again after a pause, each longer than the one before.
export function emptying(lock, sendAll) {
  let tries = 0, timer, sending = null;
  const work = async () => {
    clearTimeout(timer);
    if ((await sendAll()) === "lost") timer = setTimeout(drain, 1000 * PAUSES[Math.min(tries++, PAUSES.length - 1)]);
  };
  function drain() {
    sending ??= (navigator.locks ? navigator.locks.request(lock, { ifAvailable: true }, (held) => (held ? work() : null)) : work())
      .finally(() => { sending = null; });
    return sending;
  }
  const afresh = () => { tries = 0; return drain(); };
  return { drain, afresh, arrived: () => { tries = 0; } };
}

export const el = (name, text = "", css = "") => Object.assign(document.createElement(name), { textContent: text, className: css });

export function button(text, act, css = "btn btn-sm btn-outline-primary") {
  const made = el("button", text, css);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

export const problemsOf = (item) => item.problems.map((one) => el("div", `${one.message} ${one.remedy}`.trim(), "field-error"));

// Where they are kept, and what brings them on: signing in again, or sending now.
export function whereKept(panel, outcome, left, now) {
  const said = el("p", "Guardados en este navegador, en este equipo, hasta que lleguen al servidor. Se borran al cerrar la sesión. ");
  if (outcome === "signed-out") {
    const link = el("a", "Su sesión terminó: entre de nuevo y se enviarán.");
    link.href = `${panel.dataset.login}?next=${encodeURIComponent(location.pathname)}`;
    said.append(link);
  } else if (left) said.append(button("Enviar ahora", now));
  return said;
}

// The page shows what waits, sends it, and goes on whenever the line or the person comes back.
export function begin(panel, waiting, show, { drain, afresh }) {
  for (const name of ["online", "focus", "pageshow"]) addEventListener(name, () => { waiting().then((items) => items.length && afresh()); });
  show().then(drain);
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(panel.dataset.worker).catch(() => {});
}
