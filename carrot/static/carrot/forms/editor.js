/* The page around the form: another task without losing what was typed, and the live part. */
(function () {
  "use strict";

  const { ARGUMENTS, isNew, firstOf } = window.carrotForms;

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
    if (event.target.id === "beside") addLocalTimes(event.target);
  });
  document.addEventListener("DOMContentLoaded", function () {
    const beside = document.getElementById("beside");
    if (beside) addLocalTimes(beside);
  });

  // When the server does not answer, what stands beside the form is not about what was typed.
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.target.id === "beside") event.target.toggleAttribute("data-late", !event.detail.successful);
  });

  // A button must not move away while it is pressed, or the click is lost: leaving a field asks
  // for a preview, and that is taller or shorter than the one before.
  let pressed = false;
  let missed = false;
  document.addEventListener("pointerdown", function (event) {
    pressed = event.target instanceof Element && Boolean(event.target.closest(".editor-buttons"));
  }, true);
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, function () {
      pressed = false;
      if (!missed) return;
      missed = false;
      setTimeout(() => document.body.dispatchEvent(new CustomEvent("carrot:task")), 200);
    }, true);
  }
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (!pressed || event.target.id !== "beside") return;
    event.detail.shouldSwap = false;
    missed = true;
  });

  // -- another task ------------------------------------------------------------------------

  // What nobody has typed over follows the task: the name, the priority.
  const suggested = { task_name: null, priority: null };

  function suggest(part) {
    const form = part.closest("form");
    const values = { task_name: part.dataset.name, priority: part.dataset.priority };
    for (const [name, value] of Object.entries(values)) {
      const control = form.elements[name];
      if (!control) continue;
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
    if (!line || !form.elements.queue) return;
    const queue = form.elements.queue.value || (part && part.dataset.queue) || "the task's queue";
    line.textContent = queue + ", priority " + (form.elements.priority.value || 0);
  }
  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-editor] [name=queue], [data-editor] [name=priority]")) tellDelivery(event.target.form);
  });

  // Looking at another task and coming back loses nothing.
  const typed = new Map();
  const taskOf = (part) => part.querySelector("[name=task]").value;

  document.addEventListener("htmx:beforeRequest", function (event) {
    const part = event.target.closest("#task-part");
    const textarea = part && part.querySelector(ARGUMENTS);
    if (textarea) typed.set(taskOf(part), textarea.value);
  });

  document.addEventListener("htmx:afterSwap", function (event) {
    const part = event.target.id === "task-part" && document.getElementById("task-part");
    const textarea = part && part.querySelector(ARGUMENTS);
    const before = textarea && isNew(textarea) && typed.get(taskOf(part));
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
    const section = event.target.querySelector(".carrot-arguments, .carrot-arguments-raw");
    const first = section && firstOf(section);
    if (first) first.focus();
  });
})();
