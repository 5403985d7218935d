/* What django-jsonform leaves undone: labels, links from errors to fields, and clean submits. */
(function () {
  "use strict";

  const MARK = "rjf§";
  const ARGUMENTS = "textarea[data-django-jsonform]";
  const CONTROL = "input[name^='rjf§'], select[name^='rjf§'], textarea[name^='rjf§']";

  // Its inner controls have names too: posted along, 1,200 items would be too many fields.
  document.addEventListener("formdata", function (event) {
    for (const name of Array.from(event.formData.keys())) {
      if (name.startsWith(MARK)) event.formData.delete(name);
    }
  });

  // -- labels ------------------------------------------------------------------------------

  function idOf(textarea, name) {
    return textarea.id + "-" + name.slice(MARK.length).replaceAll("§", "-");
  }

  function titleAbove(element) {
    const group = element.closest(".rjf-form-group");
    const title = group && group.querySelector(".rjf-form-group-title");
    return title ? title.firstChild.textContent.trim() : "";
  }

  function describe(control, row) {
    const notes = row.querySelectorAll(".rjf-help-text, .rjf-error-text");
    notes.forEach(function (note, number) { note.id = control.id + "-note" + number; });
    const ids = Array.from(notes, function (note) { return note.id; }).join(" ");
    if (ids) control.setAttribute("aria-describedby", ids);
    else control.removeAttribute("aria-describedby");
    control.toggleAttribute("aria-invalid", Boolean(row.querySelector(".rjf-error-text")));
  }

  // "Select..." cannot be chosen again; where blank is a choice of its own, that one stands for both.
  function mergeBlank(control) {
    const blank = control.tagName === "SELECT" ? control.querySelectorAll("option[value='']") : [];
    // Written once only: each write is a change that is seen, and would be made again.
    if (blank.length < 2 || blank[0].hidden) return;
    blank[0].textContent = blank[1].textContent;
    blank[0].hidden = true;
  }

  function labelRow(textarea, row) {
    const control = row.querySelector(CONTROL);
    if (!control) return;
    mergeBlank(control);
    control.id = idOf(textarea, control.name);
    const label = row.querySelector("label");
    if (label) label.htmlFor = control.id;
    else {
      const number = Number(control.name.split("§").pop()) + 1;
      control.setAttribute("aria-label", (titleAbove(row) + " " + (number || "")).trim());
    }
    describe(control, row);
  }

  function labelAll(textarea, container) {
    container.querySelectorAll(".rjf-form-row").forEach(function (row) { labelRow(textarea, row); });
    container.querySelectorAll(".rjf-oneof-selector").forEach(function (box, number) {
      const choice = box.querySelector("select");
      const label = box.querySelector("label");
      choice.id = textarea.id + "-type" + number;
      if (label) label.htmlFor = choice.id;
      else choice.setAttribute("aria-label", (titleAbove(box) + " type").trim());
    });
    container.querySelectorAll(".rjf-form-group").forEach(function (group, number) {
      const title = group.querySelector(".rjf-form-group-title");
      if (!title) return;
      title.id = textarea.id + "-group" + number;
      group.setAttribute("role", "group");
      group.setAttribute("aria-labelledby", title.id);
    });
    container.querySelectorAll(".rjf-add-button, .rjf-form-row-controls button").forEach(function (button) {
      // Speech control needs what is read to begin with what is seen; an arrow is no word.
      const seen = button.classList.contains("rjf-add-button") ? button.textContent : button.title;
      const title = titleAbove(button);
      button.setAttribute("aria-label", title ? seen + ": " + title : seen);
    });
  }

  // -- one form ----------------------------------------------------------------------------

  const known = new WeakSet();

  function adopt(textarea) {
    if (known.has(textarea)) return;
    known.add(textarea);
    const container = textarea.previousElementSibling;
    let last = textarea.value;
    function seen() {
      labelAll(textarea, container);
      if (textarea.value === last) return;
      last = textarea.value;
      // Adding and removing items are clicks: nothing else would tell the preview.
      textarea.dispatchEvent(new Event("change", { bubbles: true }));
    }
    new MutationObserver(seen).observe(container, { childList: true, subtree: true, attributes: true, attributeFilter: ["class", "value"] });
    window.setTimeout(function () {
      seen();
      // A schema that its script cannot take leaves no form: then the JSON itself is shown.
      if (!container.querySelector(".rjf-form-wrapper")) textarea.parentElement.classList.add("is-broken");
    }, 0);
  }

  function adoptAll() { document.querySelectorAll(ARGUMENTS).forEach(adopt); }

  document.addEventListener("DOMContentLoaded", adoptAll);
  document.addEventListener("htmx:load", adoptAll);

  // -- from an error to its field ------------------------------------------------------------

  function unfold(element) {
    for (let each = element.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
    for (let each = element.closest(".rjf-collapsed"); each; each = element.closest(".rjf-collapsed")) {
      each.closest(".rjf-form-group").querySelector(".rjf-collapse-button").click();
    }
  }

  function fieldOf(link) {
    const textarea = document.querySelector(ARGUMENTS + ", .carrot-arguments-raw");
    if (!link.dataset.coordinates) return document.querySelector(link.hash);
    let steps = link.dataset.coordinates.split("§");
    for (; steps.length; steps = steps.slice(0, -1)) {
      const start = MARK + steps.join("§");
      const found = Array.from(document.querySelectorAll(CONTROL)).find(function (control) {
        return (control.name === start || control.name.startsWith(start + "§")) && control.type !== "hidden";
      });
      if (found) return found;
    }
    return textarea;
  }

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-field]");
    const field = link && fieldOf(link);
    if (!field) return;
    event.preventDefault();
    unfold(field);
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
  });

  // What is mended while somebody types is not called wrong any more. New errors are listed
  // beside the form only: a field that is being filled in should not turn red.
  function forgive(list) {
    const links = Array.from(list.querySelectorAll("a[data-field]"));
    const places = new Set(links.map(function (link) { return link.dataset.coordinates || link.hash.slice(1); }));
    document.querySelectorAll(".rjf-form-row:has(.rjf-error-text)").forEach(function (row) {
      const control = row.querySelector(CONTROL);
      row.toggleAttribute("data-mended", Boolean(control) && !places.has(control.name.slice(MARK.length)));
    });
    document.querySelectorAll("form[data-editor] .field-error[data-for]").forEach(function (error) {
      error.toggleAttribute("data-mended", !places.has(error.dataset.for));
    });
  }

  // The runs stand on the clock of the schedule's zone; where the reader's own shows something
  // else, that is said too.
  function addLocalTimes(list) {
    list.querySelectorAll(".runs time").forEach(function (time) {
      const at = new Date(time.dateTime);
      const zone = time.dateTime.match(/([+-])(\d\d):(\d\d)$/);
      const minutes = zone ? Number(zone[1] + 1) * (Number(zone[2]) * 60 + Number(zone[3])) : 0;
      if (Number.isNaN(at.getTime()) || minutes === -at.getTimezoneOffset()) return;
      const local = document.createElement("span");
      local.className = "quiet run-local";
      const format = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
      local.textContent = at.toLocaleString("en", format) + " on your clock";
      time.parentElement.append(local);
    });
  }

  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.target.id !== "beside") return;
    forgive(event.target);
    addLocalTimes(event.target);
  });
  document.addEventListener("DOMContentLoaded", function () {
    const beside = document.getElementById("beside");
    if (beside) addLocalTimes(beside);
  });

  // When the server does not answer, what stands beside the form is not about what was typed.
  function late(on) {
    const beside = document.getElementById("beside");
    if (beside) beside.toggleAttribute("data-late", on);
  }
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.target.id === "beside") late(!event.detail.successful);
  });

  // A page that comes back with errors begins at the first one.
  window.addEventListener("load", function () {
    const first = document.querySelector("form[data-faulty] #beside a[data-field]");
    if (first) window.setTimeout(function () { first.click(); }, 0);
  });

  // -- another task ------------------------------------------------------------------------

  // What nobody has typed over follows the task: the name, the priority.
  const suggested = { task_name: null, priority: null };

  function suggest(part) {
    const form = part.closest("form");
    const values = { task_name: part.dataset.name, priority: part.dataset.priority };
    for (const [name, value] of Object.entries(values)) {
      const control = form.elements[name];
      const untouched = control.value === "" || control.value === suggested[name];
      if (value && untouched && !form.elements.schedule) control.value = value;
      suggested[name] = value;
    }
    tellDelivery(form);
  }

  // Folded away, the queue and the priority are still said in one line.
  function tellDelivery(form) {
    const line = form.querySelector("[data-delivery]");
    const part = document.getElementById("task-part");
    const queue = form.elements.queue.value || part.dataset.queue || "the task's queue";
    line.textContent = queue + ", priority " + (form.elements.priority.value || 0);
  }
  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-editor] [name=queue], [data-editor] [name=priority]")) tellDelivery(event.target.form);
  });

  // Looking at another task and coming back loses nothing.
  const typed = new Map();

  document.addEventListener("htmx:beforeRequest", function (event) {
    const part = event.target.closest("#task-part");
    const textarea = part && part.querySelector(ARGUMENTS);
    if (textarea) typed.set(part.querySelector("[name=task]").value, textarea.value);
  });

  document.addEventListener("htmx:afterSwap", function () {
    const part = document.getElementById("task-part");
    const textarea = part && part.querySelector(ARGUMENTS);
    const before = textarea && !known.has(textarea) && typed.get(part.querySelector("[name=task]").value);
    if (!before) return;
    // It is made into a form when this is over, from what stands here.
    const config = JSON.parse(textarea.dataset.djangoJsonform);
    textarea.dataset.djangoJsonform = JSON.stringify({ ...config, data: before });
  });

  document.addEventListener("DOMContentLoaded", function () {
    const part = document.getElementById("task-part");
    if (part) Object.assign(suggested, { task_name: part.dataset.name, priority: part.dataset.priority || "0" });
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.target.id !== "task-part") return;
    suggest(event.target);
    document.body.dispatchEvent(new CustomEvent("carrot:task"));
    const first = event.target.querySelector(".arguments input, .arguments select, .arguments textarea");
    if (first) first.focus();
  });

  // -- sending -------------------------------------------------------------------------------

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!form.matches("form[data-editor]")) return;
    // A number control with "12,5" in it has no value at all: sent, the text would be lost.
    const bad = Array.from(form.elements).find(function (each) { return each.validity && each.validity.badInput; });
    if (!bad) return;
    event.preventDefault();
    event.stopPropagation(); // others would take the form for sent
    unfold(bad);
    bad.reportValidity();
  }, true);
})();
