// A form on another website: asked for as JSON, built as elements, sent without leaving the page. No cookie, nobody else is asked,
// nothing is evaluated; the style stands in a shadow of its own and takes type and colour from the page around it.
(() => {
  "use strict";
  const here = document.currentScript;
  const address = new URL("./", here.src).href;
  const words = {};
  const told = (here.dataset.language || document.documentElement.lang || "").slice(0, 2).toLowerCase();
  const asked = { nn: "nb", no: "nb" }[told] || told;
  const say = words[asked] || words.en;
  const css = `
:host { display: block; font: inherit; color: inherit; }
*, ::before { box-sizing: border-box; }
.all { display: grid; gap: 1.25em; max-inline-size: 36em; font-family: FONT; line-height: 1.5; overflow-wrap: break-word; }
h2, p, ul, fieldset, legend { margin: 0; padding: 0; border: 0; min-inline-size: 0; list-style: none; }
h2 { font-size: 1.4em; }
legend, .label, .error { font-weight: 600; }
.part { display: grid; gap: .4em; }
.line, button { font: inherit; color: inherit; min-block-size: 2.75em; padding: .5em .75em; border: 1px solid; border-radius: .4em; background: none; }
.line { inline-size: 100%; }
option { color: #000; background: #fff; }
.choice { display: grid; grid-template-columns: auto 1fr; gap: .6em; align-items: start; min-block-size: 1.5rem; }
.choice input { inline-size: 1.4rem; block-size: 1.4rem; margin: 0; accent-color: ACCENT; }
.framed { padding: .6em .75em; border: 1px solid; border-radius: .4em; }
.pre { white-space: pre-line; }
.error { padding-inline-start: .6em; border-inline-start: 4px solid; }
[aria-invalid="true"] { border-width: 2px; }
.row { display: flex; flex-wrap: wrap; gap: .6em; }
.send { border-color: ACCENT; background: ACCENT; color: #fff; font-weight: 600; }
a { color: inherit; }
summary { min-block-size: 1.5rem; cursor: pointer; }
:focus-visible { outline: 3px solid; outline-offset: 2px; }
.trap { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
`;
  const set = (node, key, value) => (value ? node.setAttribute(key, value === true ? "" : value) : node.removeAttribute(key));
  const make = (name, has, ...inside) => {
    const made = document.createElement(name);
    for (const key in has) set(made, key, has[key]);
    made.append(...inside.filter(Boolean));
    return made;
  };

  const into = here.dataset.into && document.querySelector(here.dataset.into);
  const place = into || here.parentNode.insertBefore(document.createElement("div"), here.nextSibling);
  const root = place.attachShadow({ mode: "open" });
  const dress = (look) => {
    const sheet = new CSSStyleSheet();
    const font = look.font === "own" ? "system-ui, sans-serif" : "inherit";
    sheet.replaceSync(css.replaceAll("ACCENT", look.accent).replace("FONT", font));
    root.adoptedStyleSheets = [sheet];
  };
  // Where it cannot stand or cannot be asked for, the page of the form itself is one click away.
  const lead = (sentence) => {
    dress({ accent: "#0b5a75" });
    root.replaceChildren(make("div", { class: "all", lang: say.language }, make("p", 0, sentence), make("p", 0, make("a", { href: address }, say.open))));
  };
  const ask = async (more) => {
    const answer = await fetch(`${address}embed/?language=${encodeURIComponent(asked)}`, {
      credentials: "omit", referrerPolicy: "no-referrer", ...more,
    });
    return [answer.status, await answer.json()];
  };

  // Only while a form is flooded: a small sum, which costs a human nothing and a program much.
  const sum = async (token, bits) => {
    for (let number = 0; bits; number += 1) {
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${token}:${number}`));
      if (new DataView(digest).getUint32(0) >>> (32 - bits) === 0) return String(number);
    }
    return "";
  };

  const option = (value, word) => {
    const made = make("option", 0, word);
    made.value = value;
    return made;
  };
  const control = (one) => {
    const { name, type } = one;
    const has = { id: name, name, class: "line", required: one.required, "aria-describedby": one.help && `${name}-h`, ...one.more };
    if (type === "select") return make(type, has, ...one.options.map(([value, word]) => option(value, word)));
    return make(type === "textarea" ? type : "input", type === "textarea" ? has : { ...has, type });
  };
  const tick = (name, value, inside, more) =>
    make("label", { class: `choice ${more || ""}` }, make("input", { type: "checkbox", name, value, id: more && name }), make("span", 0, ...inside));
  const help = (one) => one.help && make("span", { class: "pre", id: `${one.name}-h` }, one.help);
  const part = (one) => {
    if (one.type === "checkbox") return make("div", { class: "part" }, tick(one.name, "on", [one.label], " "), help(one));
    const mark = one.required ? "" : ` ${say.optional}`;
    if (one.type === "checks") {
      const choices = one.options.map(([value, word]) => tick(one.name, value, [word]));
      return make("fieldset", { class: "part", id: one.name, tabindex: "-1" }, make("legend", 0, one.label + mark), help(one), ...choices);
    }
    return make("div", { class: "part" }, make("label", { class: "label", for: one.name }, one.label + mark), control(one), help(one));
  };
  const boxes = (told) => {
    if (!told.boxes.length) return "";
    const all = told.boxes.map((one) =>
      tick(one.name, "on", [make("span", { class: "pre", lang: one.language }, one.text), one.help && make("span", { class: "pre" }, ` ${one.help}`)], "framed"));
    const both = told.together && ["all", "none"].map((which) => make("button", { type: "button", "data-boxes": which }, say[which]));
    return make("fieldset", { class: "part" }, make("legend", 0, told.consents.title), make("p", 0, told.consents.help),
      both && make("div", { class: "row" }, ...both), ...all);
  };

  const show = (told) => {
    dress(told.look);
    let token = told.token;
    const problem = make("div", { role: "alert" });
    const send = make("button", { class: "send" }, told.submit);
    const form = make("form", { class: "all", method: "post", action: address, novalidate: true, lang: told.language, "aria-labelledby": "title" },
      make("h2", { id: "title" }, told.title), told.lead && make("p", { class: "pre" }, told.lead), problem,
      ...told.fields.map(part),
      make("div", { class: "trap", "aria-hidden": "true" }, make("label", 0, told.trap.label, make("input", { name: told.trap.name, tabindex: "-1", autocomplete: "off" }))),
      boxes(told), send, told.note && make("p", 0, told.note),
      make("details", 0, make("summary", 0, told.uses.title), make("ul", 0, ...told.uses.lines.map((line) => make("li", 0, line)))),
      make("p", 0, `${told.controller} `, make("a", { href: told.statement.address, target: "_blank" }, told.statement.words)));

    const mark = (errors) => {
      let first;
      for (const { name, help } of told.fields) {
        const [field, said, id] = [root.getElementById(name), errors[name], `${name}-e`];
        root.getElementById(id)?.remove();
        set(field, "aria-invalid", said && "true");
        set(field, "aria-describedby", [help && `${name}-h`, said && id].filter(Boolean).join(" "));
        if (!said) continue;
        field.closest(".part").append(make("p", { class: "error", id }, said.join(" ")));
        first ||= field;
      }
      return first;
    };
    const trouble = (sentence, field) => {
      problem.replaceChildren(make("p", { class: "error", tabindex: "-1" }, sentence));
      (field || problem.firstChild).focus();
    };
    form.addEventListener("click", (event) => {
      const which = event.target.dataset && event.target.dataset.boxes;
      if (which) for (const one of told.boxes) root.getElementById(one.name).checked = which === "all";
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (send.getAttribute("aria-busy")) return;
      send.setAttribute("aria-busy", "true");
      try {
        const body = new URLSearchParams(new FormData(form));
        body.set("token", token);
        body.set("work", await sum(token, told.work));
        const [status, answer] = await ask({ method: "POST", body });
        if (answer.token) token = answer.token;
        if (answer.redirect) location.assign(answer.redirect);
        else if (answer.thanks) {
          const title = make("h2", { id: "title", tabindex: "-1" }, answer.thanks.title);
          form.replaceChildren(title, ...answer.thanks.lines.map((line) => make("p", { class: "pre" }, line)));
          title.focus();
        } else trouble(answer.problem, status === 422 && mark(answer.errors));
      } catch {
        trouble(say.failed);
      }
      send.removeAttribute("aria-busy");
    });
    root.replaceChildren(form);
  };

  ask().then(([status, told]) => (status === 200 ? show(told) : lead(told.problem || say.failed)), () => lead(say.failed));
})();
