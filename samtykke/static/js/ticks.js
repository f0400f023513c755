// Ticking people in a list: a range with Shift, the row in focus with x, Escape clears. Without JavaScript the boxes and
// the bar under the filters do the same.
(() => {
  "use strict";

  let last = null;
  // A person stands in the table and, for a phone, in the lines: those that show are meant, and the others follow.
  const every = () => [...document.querySelectorAll('#people input[form="chosen"][name="person"]')];
  const boxes = () => every().filter((box) => box.offsetParent);
  const bar = () => document.querySelector("[data-ticks]");

  function update() {
    const form = bar();
    if (!form) return;
    const count = boxes().filter((box) => box.checked).length;
    const everyone = form.querySelector('[name="everyone"]');
    form.hidden = count === 0 && !everyone.checked;
    const word = form.querySelector("[data-ticked]");
    word.textContent = count ? word.dataset.some.replace("#", count) : word.dataset.none;
    const ticked = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
    every().forEach((box) => {
      box.checked = ticked.has(box.value);
      box.closest("tr, li")?.classList.toggle("ticked", box.checked || everyone.checked);
    });
  }

  document.addEventListener("click", (event) => {
    const box = event.target.closest?.('input[form="chosen"][name="person"]');
    if (!box) return;
    const all = boxes();
    if (event.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach((one) => { one.checked = box.checked; });
    }
    last = box;
    update();
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-ticks]") || event.target.closest("[data-ticks-all]")) {
      if (event.target.matches("[data-ticks-all]")) boxes().forEach((box) => { box.checked = event.target.checked; });
      update();
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      boxes().forEach((box) => { box.checked = false; });
      const form = bar();
      if (form) form.querySelector('[name="everyone"]').checked = false;
      update();
    } else if (event.key === "x" && document.getElementById("keys")?.hasAttribute("data-on")) {
      const box = event.target.closest("tr, li")?.querySelector('input[form="chosen"]');
      if (!box) return;
      event.preventDefault();
      box.checked = !box.checked;
      last = box;
      update();
    }
  });
  document.body.addEventListener("htmx:afterSwap", update);
  update();
})();
