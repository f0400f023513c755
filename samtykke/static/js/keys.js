// The command palette and the keys of staff pages. Without JavaScript the find box is a link to a plain page.
(() => {
  "use strict";

  const GO_WITHIN = 1000;
  const palette = document.getElementById("palette");
  const keys = document.getElementById("keys");
  const input = document.getElementById("palette-q");

  function open(dialog) {
    if (!dialog || dialog.open) return;
    dialog.showModal();
    if (dialog !== palette) return;
    input.select();
    if (!palette.querySelector("#found a")) htmx.trigger(input, "opened");
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (dialog && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(dialog);
    }
    const closer = event.target.closest("[data-closes]");
    if (closer) document.getElementById(closer.dataset.closes).close();
    if (event.target.matches("dialog.palette")) event.target.close(); // a press on the veil
  });

  // --- What was found, as a list to choose from ---------------------------------------------------------------------

  const options = () => (palette ? [...palette.querySelectorAll("#found a")] : []);

  function choose(option) {
    options().forEach((each) => each.setAttribute("aria-selected", String(each === option)));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function dress(found) {
    found.setAttribute("role", "listbox");
    found.setAttribute("aria-label", input.getAttribute("aria-label"));
    found.querySelectorAll("h2").forEach((heading) => heading.setAttribute("role", "presentation"));
    found.querySelectorAll("ul").forEach((list) => list.setAttribute("role", "group"));
    found.querySelectorAll("li").forEach((line) => line.setAttribute("role", "presentation"));
    options().forEach((option, place) => {
      option.id = `found-${place}`;
      option.tabIndex = -1;
      option.setAttribute("role", "option");
    });
    choose(input.value ? options()[0] : null);
  }

  palette?.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "found") dress(event.target);
  });

  input?.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "Escape") {
      event.preventDefault(); // a search field would only empty itself
      palette.close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(all[at < 0 && step < 0 ? all.length - 1 : (at + step + all.length) % all.length]);
    } else if (event.key === "Enter" && at >= 0 && !event.isComposing) {
      event.preventDefault();
      all[at].click();
    }
  });

  // --- Keys: never while something is typed, and not for who has switched them off -----------------------------------

  if (!keys?.hasAttribute("data-on")) return;

  const typing = (place) => place.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const visible = (place) => place.getClientRects().length > 0;

  function line(step) {
    const lines = [...document.querySelectorAll("#main .line-name, #main tbody .who a")].filter(visible);
    const at = lines.findIndex((each) => each === document.activeElement);
    lines[Math.min(Math.max(at + step, 0), lines.length - 1)]?.focus();
  }

  function press(key) {
    const own = key.includes(" ") ? null : document.querySelector(`#main [data-key="${key}"]`);
    const target = own && visible(own) ? own : keys.querySelector(`[data-keys="${key}"]`);
    if (target) target.click();
    return Boolean(target);
  }

  let went = 0;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open(palette);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    const going = Date.now() - went < GO_WITHIN;
    went = 0;
    if (going && /^[a-z]$/.test(event.key) && press(`g ${event.key}`)) event.preventDefault();
    else if (event.key === "g") went = Date.now();
    else if (event.key === "/") {
      event.preventDefault();
      if (palette) open(palette);
      else document.getElementById("q")?.focus();
    } else if (event.key === "?") open(keys);
    else if (event.key === "z") document.querySelector(".toasts > .toast form button")?.click(); // takes back
    else if (event.key === "j" || event.key === "k") line(event.key === "j" ? 1 : -1);
    else if (event.key === "e" && event.target.matches?.("[data-opens]")) event.target.click();
    else if (/^[a-z]$/.test(event.key) && press(event.key)) event.preventDefault();
  });
})();
