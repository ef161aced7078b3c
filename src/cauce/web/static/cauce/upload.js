// Progress for `form[data-upload]`: the same form sent by XMLHttpRequest; without it, a plain form.
const megabytes = (n) => `${(n / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MB`;

for (const form of document.querySelectorAll("form[data-upload]")) {
  const input = form.querySelector("input[type=file]");
  const panel = form.querySelector("[data-upload-progress]");
  const drop = form.querySelector("[data-drop]");
  if (!input || !panel) continue;
  const bar = panel.querySelector("progress");
  const say = (text) => { panel.hidden = false; panel.querySelector("[role=status]").textContent = text; };

  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    drop?.addEventListener(name, (event) => { event.preventDefault(); drop.classList.toggle("over", over); });
  }
  drop?.addEventListener("drop", (event) => { input.files = event.dataTransfer.files; input.dispatchEvent(new Event("change")); });

  const tooBig = () => {
    const limit = Number(input.dataset.limit), file = input.files[0];
    return limit && file && file.size > limit ? `El archivo pesa ${megabytes(file.size)}; el máximo es ${megabytes(limit)}. No se envió.` : "";
  };
  input.addEventListener("change", () => {
    bar.hidden = true;
    say(tooBig() || (input.files[0] ? `${input.files[0].name} · ${megabytes(input.files[0].size)}` : ""));
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (tooBig()) return input.focus();
    const request = new XMLHttpRequest();
    const buttons = form.querySelectorAll("button");
    const stop = (text) => { for (const b of buttons) b.disabled = false; bar.hidden = true; say(text); };
    const data = new FormData(form, event.submitter);
    for (const b of buttons) b.disabled = true;
    bar.hidden = false;
    request.upload.addEventListener("progress", (e) => {
      bar.value = Math.floor((100 * e.loaded) / e.total);
      say(e.loaded < e.total ? `Enviando: ${megabytes(e.loaded)} de ${megabytes(e.total)}` : "Recibido; revisando el archivo…");
    });
    request.addEventListener("error", () => stop("Se cortó la conexión y el archivo no se recibió. Envíelo otra vez."));
    request.addEventListener("load", () => show(request, stop));
    request.open("POST", form.action || location.href);
    request.send(data);
  });
}

function show(request, stop) {
  const answer = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = answer.querySelector("main");
  if (!main) return stop("El sistema no pudo recibir el archivo. Inténtelo de nuevo.");
  document.querySelector("main").replaceWith(main);
  document.title = answer.title;
  if (request.status < 400) history.pushState(null, "", request.responseURL);
  (main.querySelector("[data-focus]") ?? main).focus();
}
