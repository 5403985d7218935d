/* Names for all controls, groups and buttons, and what is said of them: help, errors, required. */
(function () {
  "use strict";

  const { MARK, CONTROL, each, places } = window.carrotForms;

  function set(element, name, value) {
    if (value === "" || value === null || value === undefined) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }

  function titleOf(place) {
    const title = place.body.querySelector(":scope > .rjf-form-group-inner > .rjf-form-group-title");
    return place.schema.title || (title && title.firstChild ? title.firstChild.textContent.trim() : "") || String(place.path[place.path.length - 1] ?? "");
  }

  const isBranch = (place) => Boolean(place && place.parent && place.parent.schema.oneOf);
  const isItem = (place) => place.parent !== null && place.parent.schema.type === "array";

  /* "Parcels 2": which one of a list it is. */
  function nameOf(place) {
    if (isItem(place)) return nameOf(place.parent) + " " + (Number(place.path[place.path.length - 1]) + 1);
    // The branch of a union, and the value in it, are no more than the union itself.
    if (isBranch(place)) return nameOf(place.parent);
    if (isBranch(place.parent)) return nameOf(place.parent.parent);
    return titleOf(place);
  }

  function noteIds(notes, id) {
    notes.forEach(function (note, number) { note.id = id + "-note" + number; });
    return notes.map(function (note) { return note.id; }).join(" ");
  }

  // "Select..." cannot be chosen again; where blank is a choice of its own, that one stands for both.
  function mergeBlank(control) {
    const blank = control.tagName === "SELECT" ? control.querySelectorAll("option[value='']") : [];
    // Written once only: each write is a change that is seen, and would be made again.
    if (blank.length < 2 || blank[0].hidden) return;
    blank[0].textContent = blank[1].textContent;
    blank[0].hidden = true;
  }

  function row(form, place) {
    const control = place.body.querySelector(CONTROL);
    if (!control || control.type === "hidden") return;
    mergeBlank(control);
    control.id = form.textarea.id + "-" + control.name.slice(MARK.length).replaceAll("§", "-");
    const label = place.body.querySelector("label");
    if (label) label.htmlFor = control.dataset.combobox || control.id;
    else set(control, "aria-label", nameOf(place));
    const errors = Array.from(place.body.querySelectorAll(".rjf-error-text"));
    const help = Array.from(place.body.querySelectorAll(".rjf-help-text"));
    const described = noteIds([...errors, ...help], control.id);
    const shown = (control.dataset.combobox && document.getElementById(control.dataset.combobox)) || control;
    set(shown, "aria-describedby", described);
    set(shown, "aria-invalid", errors.length ? "true" : "");
    set(shown, "aria-required", place.schema.required === true ? "true" : "");
  }

  function selector(form, place, id) {
    const choice = place.body.querySelector(":scope > .rjf-oneof-selector select");
    if (!choice) return;
    choice.id = id + "-type";
    const label = choice.closest(".rjf-oneof-selector").querySelector("label");
    if (label) label.htmlFor = choice.id;
    set(choice, "aria-label", label ? "" : nameOf(place) + " type");
  }

  function group(form, place, number) {
    const id = form.textarea.id + "-group" + number;
    const inner = place.body.querySelector(":scope > .rjf-form-group-inner");
    const title = inner && inner.querySelector(":scope > .rjf-form-group-title");
    if (place.parent && !isBranch(place)) {
      set(place.body, "role", "group");
      set(place.body, "aria-label", nameOf(place));
    }
    if (title && isItem(place)) set(title, "data-number", Number(place.path[place.path.length - 1]) + 1);
    if (place.schema.oneOf) selector(form, place, id);
    const notes = Array.from(inner ? inner.querySelectorAll(":scope > .rjf-error-text, :scope > .rjf-form-group-description, :scope > .rjf-form-group-children > .rjf-error-text") : []);
    set(place.body, "aria-describedby", noteIds(notes, id));
    const fold = title && title.querySelector(".rjf-collapse-button");
    if (fold) {
      const open = fold.title !== "Expand";
      set(fold, "aria-expanded", String(open));
      set(fold, "aria-label", (open ? "Collapse: " : "Expand: ") + nameOf(place));
    }
    const add = inner && inner.querySelector(":scope > .rjf-add-button");
    if (add) set(add, "aria-label", add.textContent + ": " + nameOf(place));
  }

  // Speech control needs what is read to begin with what is seen; an arrow is no word.
  function buttons(place) {
    place.element.querySelectorAll(":scope > .rjf-form-row-controls > button").forEach(function (button) {
      set(button, "aria-label", button.title + ": " + nameOf(place));
    });
  }

  each(function (form) {
    places(form).forEach(function (place, number) {
      // The union and its branch have one path; links lead to the union, where the type is chosen.
      if (!isBranch(place)) set(place.body, "data-place", place.path.join("§") || null);
      if (place.body.matches(".rjf-form-row")) row(form, place);
      else group(form, place, number);
      if (isItem(place)) buttons(place);
    });
  });
})();
