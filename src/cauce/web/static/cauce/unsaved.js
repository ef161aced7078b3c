// Asks before leaving `form[data-unsaved]` with changes that were not sent.
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", (event) => { if (!event.defaultPrevented) changed = false; });
  form.addEventListener("reset", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
