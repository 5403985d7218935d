/* Lists: the focus goes to what was added, stays with what was moved, and is not lost with what
   was removed. */
(function () {
  "use strict";

  const { each, say, firstOf } = window.carrotForms;
  const CONTROLS = ".rjf-form-row-controls";
  let pending = null;

  // Not the errors of the list itself, which stand among them.
  const itemsOf = (list) => Array.from(list.children).filter((each) => !each.matches(".rjf-error-text"));
  const inside = (group) => group.querySelector(":scope > .rjf-form-group-inner > .rjf-form-group-children");

  // An empty list and a filled one are drawn anew: it is found by its place.
  function again({ container, place }) {
    const group = container.querySelector("[data-place='" + CSS.escape(place) + "']");
    return group && { list: inside(group), adder: group.querySelector(":scope > .rjf-form-group-inner > .rjf-add-button") };
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest?.(".rjf-add-button, " + CONTROLS + " > button");
    const container = button && button.closest(".django-jsonform-container");
    if (!container) return;
    const adds = button.matches(".rjf-add-button");
    const item = adds ? null : button.closest(CONTROLS).parentElement;
    const group = (adds ? button : item).parentElement.closest("[data-place]");
    if (!group) return;
    const items = itemsOf(inside(group));
    const index = adds ? items.length : items.indexOf(item);
    const kind = adds ? "add" : button.matches(".rjf-remove-button") ? "remove" : button.matches(".rjf-move-up-button") ? "up" : "down";
    pending = { container, place: group.dataset.place, index, kind };
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

  function removed(list, index, adder) {
    const next = itemsOf(list)[Math.min(index, itemsOf(list).length - 1)];
    const button = next && next.querySelector(":scope > " + CONTROLS + " > .rjf-remove-button");
    focus(button || adder);
    say("Removed. " + itemsOf(list).length + " left");
  }

  each(function () {
    const found = pending && again(pending);
    // It takes away and moves with an animation, and changes its data when that is over.
    if (!found || found.list.querySelector(":scope > .rjf-animate")) return;
    const { index, kind } = pending;
    const added = itemsOf(found.list)[index];
    if (kind === "add" && !added) return;
    pending = null;
    if (kind === "add") focus(firstOf(added.querySelector(".rjf-form-row-inner, .rjf-form-group") || added));
    else if (kind === "remove") removed(found.list, index, found.adder);
    else moved(found.list, kind === "up" ? index - 1 : index + 1, kind);
  });
})();
