// Only while a form is flooded: the browser does a small sum before it sends, which costs a human nothing and a program much.
// Without it the submission is kept and waits for a human.
"use strict";

const zeroBits = (digest) => {
  let bits = 0;
  for (const byte of digest) {
    if (byte) return bits + Math.clz32(byte) - 24;
    bits += 8;
  }
  return bits;
};

const solve = async (token, wanted) => {
  const words = new TextEncoder();
  for (let number = 0; ; number += 1) {
    const digest = await crypto.subtle.digest("SHA-256", words.encode(`${token}:${number}`));
    if (zeroBits(new Uint8Array(digest)) >= wanted) return String(number);
  }
};

const form = document.querySelector("form[data-work]");
if (form && globalThis.crypto?.subtle) {
  const done = solve(form.elements.token.value, Number(form.dataset.work));
  form.addEventListener("submit", async (event) => {
    if (form.elements.work.value || event.submitter?.name === "boxes") return;
    event.preventDefault();
    form.elements.work.value = await done;
    form.requestSubmit();
  });
}
