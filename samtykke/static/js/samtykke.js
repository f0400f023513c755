// What pages gain with JavaScript. Nothing here is needed to use them.
(() => {
  "use strict";

  const TOAST_STAYS = 10_000;
  const SKELETON_AFTER = 500;

  function say(text) {
    const live = document.getElementById("live");
    if (live && text) live.textContent = text;
  }

  // A pressed button keeps its width, says what it does, and ignores the second press.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target.dataset.busy === "true") {
      event.preventDefault();
      return;
    }
    if (!button || event.target.method !== "post" || button.hasAttribute("data-stays")) return;
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

  // A field is checked when it is left, and from then on with each key until it is right.
  function check(field) {
    if (!field.willValidate || field.type === "search") return;
    const wrong = !field.validity.valid && field.value !== "";
    if (wrong) field.setAttribute("aria-invalid", "true");
    else if (field.dataset.checked) field.removeAttribute("aria-invalid");
    if (wrong) field.dataset.checked = "true";
  }
  document.addEventListener("focusout", (event) => {
    if (event.target.matches(".input, .textarea")) check(event.target);
  });
  document.addEventListener("input", (event) => {
    if (event.target.dataset.checked) check(event.target);
  });

  // The tab that is open is brought into view on a narrow screen, without moving the page.
  document.querySelectorAll(".tabs [aria-current]").forEach((tab) => {
    const tabs = tab.closest(".tabs");
    tabs.scrollLeft = tab.offsetLeft - (tabs.clientWidth - tab.clientWidth) / 2;
  });

  // So is the place in the menu where one is.
  function showPlace(places) {
    const place = places.querySelector("[aria-current]");
    if (place) places.scrollTop += place.getBoundingClientRect().top - places.getBoundingClientRect().top - places.clientHeight / 2;
  }
  document.querySelectorAll(".side .places").forEach(showPlace);
  document.querySelectorAll(".top-menu").forEach((menu) => {
    menu.addEventListener("toggle", () => showPlace(menu.lastElementChild));
  });

  // What floats closes with Escape and a press beside it, and gives the focus back.
  const floating = () => document.querySelectorAll("details[data-floats][open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    floating().forEach((details) => {
      details.open = false;
      details.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", (event) => {
    floating().forEach((details) => {
      if (!details.contains(event.target)) details.open = false;
    });
  });
  document.addEventListener("toggle", (event) => {
    const opened = event.target;
    if (!opened.open || !opened.matches?.("details[data-floats]")) return;
    floating().forEach((other) => {
      if (other !== opened && !other.contains(opened)) other.open = false;
    });
  }, true);

  // A toast goes by itself, but not under the pointer or with the focus in it.
  function stay(toast) {
    say(toast.querySelector("span").textContent);
    const leave = () => {
      if (toast.matches(":hover, :focus-within")) setTimeout(leave, TOAST_STAYS / 4);
      else toast.remove();
    };
    setTimeout(leave, TOAST_STAYS);
    toast.querySelector("[data-closes-toast]").addEventListener("click", () => toast.remove());
  }
  const stayAll = () => document.querySelectorAll(".toasts > .toast").forEach(stay);
  stayAll();
  document.body.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target?.id === "toasts") stayAll();
  });

  // A fact that is being changed in its place is left with Escape.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") event.target.closest(".fact")?.querySelector("[data-leaves]")?.click();
  });

  // What opens to be written in has the focus where one writes.
  document.addEventListener("toggle", (event) => {
    if (event.target.open && event.target.matches?.("details[data-writes]")) event.target.querySelector("[data-first]")?.focus();
  }, true);

  // A filter that is removed leaves its form too; without JavaScript the cross is a link.
  document.addEventListener("click", (event) => {
    const cross = event.target.closest("[data-clears]");
    const field = cross && document.getElementById(cross.dataset.clears);
    if (!field || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    field.value = "";
    field.focus();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // --- htmx ---------------------------------------------------------------------------------------------------------

  const within = (root, selector) => (root.matches?.(selector) ? root : root.querySelector?.(selector));
  let left = null; // where the focus was when a fragment was asked for

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    left = document.activeElement;
    const region = event.detail.target;
    if (!region || region.childElementCount > 0) return;
    const wait = setTimeout(() => {
      const skeleton = document.getElementById("skeleton-lines");
      if (skeleton && region.childElementCount === 0) region.replaceChildren(skeleton.content.cloneNode(true));
    }, SKELETON_AFTER);
    event.detail.xhr.addEventListener("loadend", () => clearTimeout(wait));
  });

  document.body.addEventListener("htmx:afterSwap", (event) => {
    const root = event.target;
    focusSummary(root);
    say(within(root, "[data-say]")?.dataset.say);
  });

  // The focus stays where it was; where that is gone it goes to the heading of what came, never to the top of the page.
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (document.activeElement !== document.body || !left || left === document.body) return;
    const same = left.id && document.getElementById(left.id);
    const place = same && !same.disabled ? same : within(event.target, "[data-focus-here], h2, h3, caption") || event.target;
    if (!place.matches("a, button, input, select, textarea, summary, [tabindex]")) place.tabIndex = -1;
    place.focus({ preventScroll: true });
  });

  document.body.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form");
    if (form) ready(form);
    if (event.detail.successful) document.getElementById("trouble")?.replaceChildren();
  });

  // In a part that is built anew with each answer (data-builds), what was chosen while an answer was on its way stays: the
  // answer is left out, and the one to the choice itself follows.
  const touched = new WeakMap();
  const built = (place) => place.closest?.("[data-builds]");
  document.body.addEventListener("change", (event) => {
    if (built(event.target)) touched.set(built(event.target), performance.now());
  });
  document.body.addEventListener("htmx:beforeSend", (event) => {
    if (built(event.target)) event.detail.xhr.sentAt = performance.now();
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const part = built(event.detail.target);
    if (part && touched.get(part) > event.detail.xhr.sentAt) {
      event.detail.shouldSwap = false;
      event.detail.isLate = true;
    }
  });

  // A refused form comes back as 422 with the form in it: show it. Anything else is trouble, and is said.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if ((event.detail.xhr.status === 422 || event.detail.xhr.status === 409) && !event.detail.isLate) {
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
