// Choosing a reason proposes its sentences; what the reviewer wrote is never replaced.
for (const reason of document.querySelectorAll("select[data-suggests]")) {
  const field = (name) => document.getElementById(`items.${reason.dataset.suggests}.${name}`);
  const proposed = new Map();
  reason.addEventListener("change", () => {
    const chosen = reason.selectedOptions[0].dataset;
    for (const [name, text] of [["patient_sentence", chosen.patient], ["would_change", chosen.change]]) {
      const box = field(name);
      const own = box.value.trim() && box.value !== proposed.get(name);
      if (own || !text) continue;
      box.value = text;
      proposed.set(name, text);
    }
  });
}
