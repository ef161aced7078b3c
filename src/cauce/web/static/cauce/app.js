// Loads only what the page uses; every page works without any of it.
const here = document.currentScript ?? document.querySelector("script[data-htmx]");
const has = (selector) => document.querySelector(selector);
const when = (selector, load) => has(selector) && load();

when("[hx-get],[hx-post],[hx-put],[hx-delete]", () => {
  const load = () => {
    const script = document.createElement("script");
    script.src = here.dataset.htmx;
    document.head.append(script);
  };
  // Between DOMContentLoaded and "complete" htmx would wait for an event that has passed, for ever.
  if (document.readyState === "complete") load();
  else addEventListener("load", load, { once: true });
});
if (has("form[data-draft]") || document.cookie.includes("enviado=")) import("./drafts.js");
when("[data-grid]", () => import("./grid.js"));
when("form[data-upload]", () => import("./upload.js"));
when("form[data-unsaved]", () => import("./unsaved.js"));
import("./page.js");

// While a person types their password the line is free: bring what the next pages will use.
const warm = document.querySelector("meta[name=warm]");
if (warm && !navigator.connection?.saveData) {
  addEventListener("load", () => { for (const url of warm.content.split(" ")) fetch(url, { priority: "low" }); });
}
