// What pages gain with JavaScript. Nothing here is needed to use them.
(() => {
  "use strict";

  const live = () => document.getElementById("live");

  function say(text) {
    if (live()) live().textContent = text;
  }

  // A pressed button keeps its width, says what it does, and ignores the second press.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target.dataset.busy === "true") {
      event.preventDefault();
      return;
    }
    if (!button || event.target.method === "get" || button.hasAttribute("data-stays")) return;
    event.target.dataset.busy = "true";
    button.setAttribute("aria-busy", "true");
  });

  function ready(form) {
    delete form.dataset.busy;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  }

  // Coming back with the browser's own button must not leave a form locked.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(ready));

  // After a refused form the summary of what is wrong has the focus.
  function focusSummary(root) {
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  }
  focusSummary(document);

  // The tab that is open is brought into view on a narrow screen.
  document.querySelectorAll(".tabs [aria-current]").forEach((tab) => tab.scrollIntoView({ block: "nearest", inline: "center" }));

  // What floats closes with Escape and gives the focus back.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      document.querySelectorAll("details[data-floats][open]").forEach((details) => {
        details.open = false;
        details.querySelector("summary").focus();
      });
    }
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = document.querySelector("input[type=search]");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
  });

  document.body.addEventListener("htmx:afterSwap", (event) => {
    focusSummary(event.target);
    const told = event.target.querySelector("[data-say]");
    if (told) say(told.dataset.say);
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form");
    if (form) ready(form);
  });

  // A refused form comes back as 422 with the form in it: show it. Anything else is trouble, and is said.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422 || event.detail.xhr.status === 409) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  function trouble() {
    const place = document.getElementById("trouble");
    const words = document.getElementById("trouble-words");
    if (place && words) place.replaceChildren(words.content.cloneNode(true));
  }
  document.body.addEventListener("htmx:sendError", trouble);
  document.body.addEventListener("htmx:timeout", trouble);
  document.body.addEventListener("htmx:responseError", trouble);
})();
