// Dragging the rows of a list into another order. The buttons beside each row do the same without it, and by keyboard.
(() => {
  "use strict";

  let dragged = null;
  const row = (event) => event.target.closest?.("#items tr[data-place]");

  // Rows are dragged by a pointer that can hover; by touch the page scrolls, and the buttons move.
  document.addEventListener("pointerdown", (event) => {
    const held = row(event);
    if (!held) return;
    const acts = event.target.closest("a, button, input");
    held.draggable = event.pointerType === "mouse" && !acts;
  });
  document.addEventListener("dragstart", (event) => {
    dragged = row(event);
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.place);
    dragged.classList.add("just-changed");
  });
  document.addEventListener("dragover", (event) => {
    const over = dragged && row(event);
    if (!over) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    const below = event.clientY > box.top + box.height / 2;
    if (over !== dragged) over[below ? "after" : "before"](dragged);
  });
  document.addEventListener("drop", (event) => {
    if (dragged) event.preventDefault();
  });
  document.addEventListener("dragend", () => {
    if (!dragged) return;
    const form = dragged.querySelector("form");
    const next = dragged.nextElementSibling;
    const values = {
      before: next ? next.dataset.place : "",
      csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    };
    dragged = null;
    htmx.ajax("POST", form.getAttribute("action"), { target: "#items", swap: "outerHTML", values });
  });
})();
