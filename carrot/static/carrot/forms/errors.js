/* From an error to its field, however deep it is, and to the first one when a page comes back. */
(function () {
  "use strict";

  const { MARK, ARGUMENTS, CONTROL, unfold, firstOf } = window.carrotForms;

  // The deepest there is on the way: a list's item that is gone leads to the list.
  function fieldOf(link) {
    if (!link.dataset.coordinates) return document.querySelector(link.hash);
    const steps = link.dataset.coordinates.split("§");
    for (let length = steps.length; length; length -= 1) {
      const place = steps.slice(0, length).join("§");
      const named = document.getElementsByName(MARK + place)[0];
      if (named && named.type !== "hidden") return document.getElementById(named.dataset.combobox) || named;
      const body = document.querySelector("[data-place='" + CSS.escape(place) + "']");
      if (body) return firstOf(body);
    }
    return document.querySelector(".carrot-arguments-raw, " + ARGUMENTS);
  }

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-field]");
    const field = link && fieldOf(link);
    if (!field) return;
    event.preventDefault();
    unfold(field);
    // What was folded away is shown a moment later.
    window.setTimeout(function () {
      field.focus({ preventScroll: true });
      field.scrollIntoView({ block: "center" });
    }, 0);
  });

  // What is mended while somebody types is not called wrong any more. New errors are listed
  // beside the form only: a field that is being filled in should not turn red.
  function forgive(list) {
    const links = Array.from(list.querySelectorAll("a[data-field]"));
    const wrong = new Set(links.map((link) => link.dataset.coordinates || link.hash.slice(1)));
    document.querySelectorAll(".rjf-form-row:has(.rjf-error-text)").forEach(function (row) {
      const control = row.querySelector(CONTROL);
      const mended = Boolean(control) && !wrong.has(control.name.slice(MARK.length));
      row.toggleAttribute("data-mended", mended);
      if (mended) row.querySelectorAll("[aria-invalid]").forEach((each) => each.removeAttribute("aria-invalid"));
    });
    document.querySelectorAll(".rjf-form-group-children > .rjf-error-text").forEach(function (error) {
      const group = error.closest("[data-place]");
      error.toggleAttribute("data-mended", Boolean(group) && !wrong.has(group.dataset.place));
    });
    document.querySelectorAll("form[data-editor] .field-error[data-for]").forEach(function (error) {
      error.toggleAttribute("data-mended", !wrong.has(error.dataset.for));
    });
  }

  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.target.id === "beside") forgive(event.target);
  });

  // A page that comes back with errors begins at the first one.
  window.addEventListener("load", function () {
    const first = document.querySelector("form[data-faulty]") && document.querySelector("a[data-field]");
    if (first) window.setTimeout(function () { first.click(); }, 0);
  });

  // A number control with "12,5" in it has no value at all: sent, the text would be lost.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!form.matches("form[data-editor]")) return;
    const bad = Array.from(form.elements).find((each) => each.validity && each.validity.badInput);
    if (!bad) return;
    event.preventDefault();
    event.stopPropagation(); // others would take the form for sent
    unfold(bad);
    bad.reportValidity();
  }, true);
})();
