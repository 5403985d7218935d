/* Lists: the focus goes to what was added, stays with what was moved, and is not lost with what
   was removed. */
(function () {
  "use strict";

  const { each, say, firstOf } = window.carrotForms;
  const CONTROLS = ".rjf-form-row-controls";
  let pending = null;

  // Not the errors of the list itself, which stand among them.
  const itemsOf = (list) => Array.from(list.children).filter((each) => !each.matches(".rjf-error-text"));

  document.addEventListener("click", function (event) {
    const button = event.target.closest?.(".rjf-add-button, " + CONTROLS + " > button");
    const container = button && button.closest(".django-jsonform-container");
    if (!container) return;
    const adds = button.matches(".rjf-add-button");
    const list = adds ? button.parentElement.querySelector(":scope > .rjf-form-group-children") : button.closest(CONTROLS).parentElement.parentElement;
    const item = adds ? null : button.closest(CONTROLS).parentElement;
    const index = item ? itemsOf(list).indexOf(item) : itemsOf(list).length;
    const kind = adds ? "add" : button.matches(".rjf-remove-button") ? "remove" : button.matches(".rjf-move-up-button") ? "up" : "down";
    pending = { list, index, kind, adder: list.parentElement.querySelector(":scope > .rjf-add-button") };
  }, true);

  function focus(element) {
    if (element) element.focus();
  }

  function moved(list, index, kind) {
    const item = itemsOf(list)[index];
    const own = item && item.querySelector(":scope > " + CONTROLS);
    const again = own && (own.querySelector(".rjf-move-" + kind + "-button") || own.querySelector("button"));
    focus(again);
    say("Moved to " + (index + 1) + " of " + itemsOf(list).length);
  }

  function removed({ list, index, adder }) {
    const next = itemsOf(list)[Math.min(index, itemsOf(list).length - 1)];
    const button = next && next.querySelector(":scope > " + CONTROLS + " > .rjf-remove-button");
    focus(button || adder);
    say("Removed. " + itemsOf(list).length + " left");
  }

  each(function () {
    // It takes away and moves with an animation, and changes its data when that is over.
    if (!pending || pending.list.querySelector(":scope > .rjf-animate")) return;
    const { list, index, kind } = pending;
    if (kind === "add") {
      const item = itemsOf(list)[index];
      if (!item) return;
      pending = null;
      focus(firstOf(item.querySelector(".rjf-form-row-inner, .rjf-form-group") || item));
      return;
    }
    const done = pending;
    pending = null;
    if (kind === "remove") removed(done);
    else moved(list, kind === "up" ? index - 1 : index + 1, kind);
  });
})();
