// A file is dropped, pasted, measured before it is sent, and one sees how far it is. Without this, the form sends it as any other.
(() => {
  "use strict";

  function say(form, text) {
    const said = form.querySelector("[data-said]");
    if (said) said.textContent = text;
  }

  function choose(form, files) {
    if (!files || !files.length) return;
    const field = form.querySelector("input[type=file]");
    const one = new DataTransfer();
    one.items.add(files[0]);
    field.files = one.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function ready(form) {
    delete form.dataset.busy;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
    form.querySelector("progress").hidden = true;
  }

  function fits(form) {
    const file = form.querySelector("input[type=file]").files[0];
    const isFine = !file || file.size <= Number(form.dataset.upload);
    say(form, isFine ? (file ? file.name : "") : form.dataset.tooLarge);
    return isFine;
  }

  function send(form) {
    const progress = form.querySelector("progress");
    const request = new XMLHttpRequest();
    progress.hidden = false;
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress.value = Math.round((100 * event.loaded) / event.total);
    });
    request.addEventListener("load", () => {
      if (request.status < 400) {
        window.location.assign(request.responseURL);
        return;
      }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const errors = [...page.querySelectorAll(".field .error, [data-focus] li, .lead")].map((one) => one.textContent.trim());
      say(form, errors.find(Boolean) || form.dataset.failed);
      ready(form);
    });
    request.addEventListener("error", () => {
      say(form, form.dataset.failed);
      ready(form);
    });
    request.open("POST", form.action);
    request.send(new FormData(form));
  }

  document.querySelectorAll("form[data-upload]").forEach((form) => {
    const zone = form.querySelector("[data-drop]");
    form.addEventListener("change", (event) => {
      if (event.target.type === "file") fits(form);
    });
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.dataset.over = "true";
    });
    zone.addEventListener("dragleave", () => delete zone.dataset.over);
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      delete zone.dataset.over;
      choose(form, event.dataTransfer.files);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.checkValidity() && fits(form)) send(form);
      else ready(form);
    });
  });

  document.addEventListener("paste", (event) => {
    const form = document.querySelector("form[data-upload]");
    if (form && !event.target.matches("input, textarea")) choose(form, event.clipboardData.files);
  });
})();
