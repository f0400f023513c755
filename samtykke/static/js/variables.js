// Puts a value where the text cursor was last. Without JavaScript the list of values stands on the page to copy from.
(() => {
  "use strict";

  const picker = document.querySelector("[data-picker]");
  if (!picker) return;
  picker.hidden = false;

  let last = document.querySelector("textarea[data-takes]");
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-takes]")) last = event.target;
  });

  picker.addEventListener("click", (event) => {
    const button = event.target.closest("[data-puts]");
    if (!button || !last) return;
    const alone = button.hasAttribute("data-alone") && last.tagName === "TEXTAREA";
    const before = last.value.slice(0, last.selectionStart);
    const after = last.value.slice(last.selectionEnd);
    const lead = alone && before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
    const tail = alone && after && !after.startsWith("\n\n") ? (after.startsWith("\n") ? "\n" : "\n\n") : "";
    last.focus();
    last.setRangeText(lead + button.dataset.puts + tail, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
