// A patient by keyboard: a box that is full passes on to the next one, as on a punched form.
// Only typing moves on (not pasting, not correcting); Shift+Tab goes back as always.
const form = document.querySelector("form[data-boxes]");

function after(box) {
  const boxes = [...form.querySelectorAll("input:not([type=hidden]):not([type=checkbox])")].filter((b) => b.offsetParent);
  return boxes[boxes.indexOf(box) + 1];
}

form?.addEventListener("input", (event) => {
  const box = event.target;
  if (event.inputType !== "insertText" || !box.matches("[data-full]")) return;
  if (box.value.length < Number(box.dataset.full)) return;
  const next = after(box);
  next?.focus();
  next?.select();
});
