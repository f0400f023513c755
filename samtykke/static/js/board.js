// Dragging a card to another stage, and moving it with the arrow keys. The buttons on each card do the same without it.
(() => {
  "use strict";

  let dragged = null;
  const card = (event) => event.target.closest?.(".board-card");
  const place = (event) => dragged && event.target.closest?.(".board-column[data-stage], .drop-end[data-stage]");

  function move(moved, stage) {
    const form = moved.querySelector("form");
    const values = {
      stage,
      version: form.elements.version.value,
      csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    };
    htmx.ajax("POST", form.getAttribute("hx-post"), { target: "#board", swap: "outerHTML", values });
  }

  function leave() {
    document.querySelectorAll("#board .over").forEach((over) => over.classList.remove("over"));
  }

  function ends(shown) {
    document.querySelectorAll(".board-ends").forEach((one) => { one.hidden = !shown; });
  }

  // Cards are dragged by a mouse; by touch the page scrolls, and the buttons move.
  document.addEventListener("pointerdown", (event) => {
    const held = card(event);
    if (held) held.draggable = event.pointerType === "mouse" && !event.target.closest("a, button, input") && !!held.querySelector("form");
  });
  document.addEventListener("dragstart", (event) => {
    dragged = card(event);
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.sale);
    dragged.classList.add("dragged");
    ends(true);
  });
  document.addEventListener("dragover", (event) => {
    const over = place(event);
    if (!over) return;
    event.preventDefault();
    if (over.classList.contains("over")) return;
    leave();
    over.classList.add("over");
  });
  document.addEventListener("drop", (event) => {
    const over = place(event);
    if (!over) return;
    event.preventDefault();
    const from = dragged.closest(".board-column");
    // Why a sale was lost is asked on a page of its own.
    if ("asks" in over.dataset) window.location.assign(`${dragged.querySelector("a").getAttribute("href")}lost/`);
    else if (over !== from) move(dragged, over.dataset.stage);
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    leave();
    ends(false);
  });

  // On a card, left and right move it as its buttons do; up and down go to the card above or below.
  document.addEventListener("keydown", (event) => {
    const held = card(event);
    if (!held || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const button = held.querySelector(`[data-move="${event.key === "ArrowLeft" ? "left" : "right"}"]`);
      if (!button) return;
      event.preventDefault();
      move(held, button.value);
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      const next = held[event.key === "ArrowUp" ? "previousElementSibling" : "nextElementSibling"];
      if (!next?.matches(".board-card")) return;
      event.preventDefault();
      next.querySelector("a").focus();
    }
  });

  // The card that was moved keeps the focus where it stands now.
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const held = document.activeElement?.closest?.(".board-card");
    if (held && event.detail.target?.id === "board") document.body.dataset.heldCard = held.id;
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    const id = document.body.dataset.heldCard;
    if (!id) return;
    delete document.body.dataset.heldCard;
    const moved = document.getElementById(id);
    moved?.scrollIntoView({ block: "nearest", inline: "nearest" });
    moved?.querySelector("a").focus({ preventScroll: true });
  });
})();
