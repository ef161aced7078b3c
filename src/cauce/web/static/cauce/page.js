// Small manners of every page: focus, help panel, dialogs, theme, lost connection.
const small = matchMedia("(max-width: 74.99em)");
const all = (selector) => document.querySelectorAll(selector);

const focusMarked = (root) => root.querySelector?.("[data-focus]")?.focus();
focusMarked(document);
document.addEventListener("htmx:afterSwap", (event) => focusMarked(event.target.parentElement ?? document));

// A problem's link puts the cursor in its cell, also when the cell is inside a closed <details>.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".problems a[href^='#']");
  const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return;
  event.preventDefault();
  target.closest("details:not([open])")?.setAttribute("open", "");
  target.scrollIntoView({ block: "center" });
  target.focus();
});

// Help: open on wide screens unless the person closed it; closed on a phone until asked for.
const helps = all("details.help");
for (const help of helps) {
  help.open = small.matches ? false : localStorage.getItem("cauce.ayuda") !== "closed";
  help.addEventListener("toggle", () => {
    if (!small.matches && help === helps[0]) localStorage.setItem("cauce.ayuda", help.open ? "open" : "closed");
  });
}
for (const jump of helps.length ? all(".help-jump") : []) jump.addEventListener("click", () => { helps[0].open = true; });

for (const panel of all("details[data-close-outside]")) {
  document.addEventListener("click", (event) => { if (!panel.contains(event.target)) panel.open = false; });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.open) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  });
}

const menu = document.getElementById("menu");
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && location.hash === "#menu") location.hash = "#contenido";
});
document.addEventListener("click", (event) => {
  if (location.hash === "#menu" && menu && !menu.contains(event.target)) location.hash = "#contenido";
});

for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const opener of all("[data-dialog]")) {
  opener.addEventListener("click", (event) => {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog?.showModal) return;
    event.preventDefault();
    dialog.showModal();
  });
}

for (const form of all("form[data-theme-form]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const theme = event.submitter.value;
    const data = new FormData(form, event.submitter);
    for (const b of form.querySelectorAll("button")) {
      b.classList.toggle("active", b === event.submitter);
      b.setAttribute("aria-pressed", String(b === event.submitter));
    }
    applyTheme(theme);
    fetch(form.action, { method: "POST", body: data, redirect: "manual" });
  });
}
function applyTheme(theme) {
  document.documentElement.dataset.bsTheme = theme;
  const media = { auto: "(prefers-color-scheme: dark)", dark: "all", light: "not all" }[theme];
  let link = document.querySelector("link[href*='cauce/dark']");
  if (!link) {
    link = document.querySelector("link[href*='cauce/theme']").cloneNode();
    link.href = link.href.replace("cauce/theme", "cauce/dark");
    document.head.append(link);
  }
  link.media = media;
  for (const source of all("figure.chart source")) source.media = media;
}

const banner = document.getElementById("sin-conexion");
const connection = (lost) => { if (banner) banner.hidden = !lost; };
addEventListener("offline", () => connection(true));
addEventListener("online", () => connection(false));
document.addEventListener("htmx:sendError", () => connection(true));
document.addEventListener("htmx:afterOnLoad", () => connection(false));
banner?.querySelector("[data-retry]").addEventListener("click", () => {
  fetch("/accesibilidad/", { method: "HEAD", cache: "no-store" }).then(() => connection(false), () => connection(true));
});

// Signing out leaves nothing of the person on the device; what has not been sent is asked about first.
for (const form of all("form[action$='/logout/']")) {
  form.addEventListener("submit", async (event) => {
    if (form.dataset.wiped) return;
    event.preventDefault();
    const { leave } = await import("./kept.js");
    if (!(await leave())) return;
    form.dataset.wiped = "1";
    form.submit();
  });
}
