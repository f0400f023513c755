// Signing in: fills in what the browser says of a passkey, and sends the form; sends on who comes back from single sign-on.
// Every page that uses it works without it, with a code or a button.
(() => {
  "use strict";

  const known = Boolean(window.PublicKeyCredential && navigator.credentials);

  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  }

  function text(buffer) {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function listed(keys) {
    return (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));
  }

  function forCreating({ publicKey }) {
    return {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: listed(publicKey.excludeCredentials),
    };
  }

  function forUsing({ publicKey }) {
    return { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: listed(publicKey.allowCredentials) };
  }

  function told(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
      authenticatorAttachment: credential.authenticatorAttachment,
    };
  }

  async function optionsOf(form) {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const answer = await fetch(form.dataset.optionsAt, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return answer.json();
  }

  async function ask(form) {
    const options = await optionsOf(form);
    const credential =
      form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: forCreating(options) })
        : await navigator.credentials.get({ publicKey: forUsing(options) });
    form.elements.credential.value = JSON.stringify(told(credential));
  }

  document.querySelectorAll("form[data-sends-itself]").forEach((form) => form.requestSubmit());

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const button = form.querySelector("[data-passkey-button]");
    if (!known) {
      button.disabled = true;
      const missing = form.querySelector("[data-passkey-missing]");
      if (missing) missing.hidden = false;
      return;
    }
    form.hidden = false;
    const failed = form.querySelector("[data-passkey-failed]");
    button.addEventListener("click", async (event) => {
      if (form.elements.credential.value || !form.reportValidity()) return;
      event.preventDefault();
      failed.hidden = true;
      try {
        await ask(form);
        form.requestSubmit(button);
      } catch {
        failed.hidden = false;
      }
    });
  });
})();
