/* What somebody typed outlives a lost session, a server that is down, a reload, "back".

   It is kept in this tab alone, under the page and the task, until it was saved or a day is over.
   Secrets are not kept: neither password controls nor what is called like one. */
(function () {
  "use strict";

  const { MARK, ARGUMENTS, each, places, say } = window.carrotForms;
  const PREFIX = "carrot:typed:";
  const DAY = 86400000;
  const SECRET = /pass|secret|token|key|authoriz|cookie|card/i;
  let shown = null; // the form of django-jsonform, if the arguments are shown in one
  let before = ""; // the page as it came
  let offered = null;

  const editor = () => document.querySelector("form[data-editor]");
  const taskOf = (form) => (form.elements.task ? form.elements.task.value : "");
  // What is a copy of something is typed for that thing alone.
  const sourceOf = (form) => ["message", "copied"].filter((name) => form.elements[name])
    .map((name) => "?" + name + "=" + form.elements[name].value).join("");
  const pageOf = (form) => location.pathname + sourceOf(form);
  const keyOf = (form) => PREFIX + pageOf(form) + ":" + taskOf(form);

  // -- reading the page ------------------------------------------------------------------------

  function at(data, path) {
    return path.reduce((inner, step) => (inner === null || inner === undefined ? inner : inner[step]), data);
  }

  function isSecret(place, data) {
    if (place.schema.format === "password") return true;
    const owner = at(data, place.path.slice(0, -1));
    const named = place.path[place.path.length - 1] === "value" && owner && typeof owner.key === "string" ? owner.key : "";
    return place.path.some((step) => SECRET.test(step) && step !== "key") || SECRET.test(named);
  }

  function withoutSecrets(form) {
    const data = JSON.parse(form.textarea.value);
    const began = JSON.parse(JSON.parse(form.textarea.dataset.djangoJsonform).data);
    for (const place of places(form)) {
      const value = at(data, place.path);
      const leaf = place.path.length && (typeof value === "string" || typeof value === "number");
      if (!leaf || !isSecret(place, data) || place.schema.widget === "hidden") continue;
      // A password that nobody changed stands there as a token, which tells nothing.
      if (place.schema.format === "password" && value === at(began, place.path)) continue;
      at(data, place.path.slice(0, -1))[place.path[place.path.length - 1]] = typeof value === "string" ? "" : null;
    }
    return JSON.stringify(data);
  }

  function typedArguments(form) {
    const area = form.querySelector("textarea[name=arguments]");
    if (!area) return null;
    if (!area.matches(ARGUMENTS)) return area.hasAttribute("data-secrets") ? null : area.value;
    if (!shown || shown.textarea !== area) return null;
    try { return withoutSecrets(shown); } catch { return null; }
  }

  function snapshot(form) {
    const fields = {};
    for (const control of form.elements) {
      const { name, type } = control;
      if (!name || name.startsWith(MARK) || control.closest("#arguments-body")) continue;
      if (["hidden", "submit", "button", "password", "fieldset"].includes(type) || control.tagName === "FIELDSET") continue;
      if (type === "checkbox") fields[name] = control.checked;
      else if (type !== "radio") fields[name] = control.value;
      else if (control.checked) fields[name] = control.value;
    }
    return { fields, arguments: typedArguments(form), as: form.elements.arguments_as ? "json" : "form" };
  }

  // -- keeping ---------------------------------------------------------------------------------

  function read(key) {
    try {
      const entry = JSON.parse(sessionStorage.getItem(key));
      return entry && Date.now() - entry.at < DAY ? entry : null;
    } catch { return null; }
  }

  function keep(sent) {
    const form = editor();
    if (!form || form.querySelector("fieldset.editor-form[disabled]")) return;
    const typed = snapshot(form);
    if (JSON.stringify(typed) === before && !sent) return;
    const entry = { ...typed, at: Date.now(), page: pageOf(form), task: taskOf(form), sent: sent ? location.href : "" };
    try { sessionStorage.setItem(keyOf(form), JSON.stringify(entry)); } catch { /* full: then it is not kept */ }
  }

  let timer = 0;
  function soon(event) {
    if (!event.target.closest || !event.target.closest("form[data-editor]")) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, 400);
  }
  document.addEventListener("input", soon);
  document.addEventListener("change", soon);
  window.addEventListener("pagehide", function () {
    if (timer) keep();
    timer = 0;
  });
  document.addEventListener("submit", function (event) {
    if (!event.target.matches("form[data-editor]") || event.defaultPrevented) return;
    window.clearTimeout(timer);
    timer = 0;
    keep(true);
  });

  // -- offering --------------------------------------------------------------------------------

  function restore(entry) {
    const form = editor();
    if (taskOf(form) !== entry.task) {
      sessionStorage.setItem(PREFIX + entry.page + ":" + entry.task, JSON.stringify({ ...entry, again: true }));
      location.assign(entry.page + (entry.page.includes("?") ? "&" : "?") + "task=" + encodeURIComponent(entry.task));
      return;
    }
    for (const [name, value] of Object.entries(entry.fields)) {
      for (const control of form.querySelectorAll("[name='" + CSS.escape(name) + "']")) {
        if (control.type === "checkbox") control.checked = value;
        else if (control.type === "radio") control.checked = control.value === value;
        else control.value = value;
      }
    }
    const body = document.getElementById("arguments-body");
    if (body && entry.arguments !== null) {
      const values = Object.fromEntries(["csrfmiddlewaretoken", "task", "schedule", "message", "copied"]
        .filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]));
      Object.assign(values, { arguments: entry.arguments, to: entry.as, arguments_as: entry.as });
      window.htmx.ajax("POST", body.dataset.keepUrl, { source: body, target: body, swap: "outerHTML", values });
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
    say("What you typed is back.");
  }

  function line(entry) {
    const minutes = Math.round((Date.now() - entry.at) / 60000);
    const box = document.createElement("div");
    box.className = "alert alert-info kept";
    box.setAttribute("role", "status");
    const text = document.createElement("span");
    text.textContent = "What you typed here " + (minutes ? minutes + " min ago" : "just now") + " was not saved. ";
    box.append(text);
    const press = function (label, style, act) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm " + style;
      button.textContent = label;
      button.addEventListener("click", function () { box.remove(); offered = null; act(); });
      box.append(button, " ");
    };
    press("Restore what you typed", "btn-primary", () => restore(entry));
    press("Forget it", "alert-link", () => sessionStorage.removeItem(PREFIX + entry.page + ":" + entry.task));
    return box;
  }

  function latest(form) {
    const own = read(keyOf(form));
    if (own || taskOf(form)) return own;
    return Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX + pageOf(form) + ":"))
      .map(read).filter(Boolean).sort((a, b) => b.at - a.at)[0] || null;
  }

  function offer() {
    const form = editor();
    if (!form || offered) return;
    const now = snapshot(form);
    before = JSON.stringify(now);
    const entry = latest(form);
    if (!entry) return;
    const same = ["fields", "arguments", "as"].every((part) => JSON.stringify(entry[part]) === JSON.stringify(now[part]));
    if (same) return;
    if (entry.again) { restore({ ...entry, again: false }); return; }
    offered = entry;
    form.before(line(entry));
  }

  each(function (form) { shown = form; });
  const later = () => window.setTimeout(offer, 100); // when the form of the arguments stands
  window.addEventListener("load", later);
  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.target.id === "task-part") later();
  });
})();
