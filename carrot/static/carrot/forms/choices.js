/* Choices: long lists can be searched, and several of a set are ticked. */
(function () {
  "use strict";

  const { each, searchInstead } = window.carrotForms;
  const LONG = 12;
  const attached = new WeakMap();

  // React keeps the value to itself: only what the browser itself would do tells it.
  function choose(select, value) {
    Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value").set.call(select, value);
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function offered(select) {
    return Array.from(select.options).filter((option) => !option.disabled && !option.hidden)
      .map((option) => ({ value: option.value, label: option.textContent }));
  }

  function matching(select, query) {
    const words = plain(query).split(/\s+/).filter(Boolean);
    return offered(select).filter(({ label }) => words.every((word) => plain(label).includes(word)));
  }

  const current = (select) => (select.value === "" ? "" : select.selectedOptions[0]?.textContent ?? "");

  function search(select) {
    return searchInstead(select, "Search " + offered(select).length + " choices", {
      search: async (query) => matching(select, query),
      choose: (item) => choose(select, item ? item.value : ""),
      current: () => current(select),
      clearable: Array.from(select.options).some((option) => option.value === "" && !option.disabled),
    });
  }

  function release(select, combobox) {
    combobox.input.parentElement.remove();
    select.hidden = false;
    delete select.dataset.combobox;
    attached.delete(select);
  }

  // A menu closes at a press of the mouse anywhere else. Ours stay open: what moved away under
  // the pointer between press and release would lose the click.
  document.documentElement.addEventListener("mousedown", (event) => event.stopPropagation());

  each(function (form) {
    form.container.querySelectorAll("select[name^='rjf§']").forEach(function (select) {
      const known = attached.get(select);
      // The same <select> may come to serve another field, when another type is chosen.
      if (known && select.options.length <= LONG + 1) release(select, known);
      else if (known) { known.input.id = select.dataset.combobox = select.id + "-search"; known.refresh(); }
      else if (select.options.length > LONG + 1) attached.set(select, search(select));
    });
    // What stands in its menu are checkboxes; open, it is a group of them that any keyboard knows.
    form.container.querySelectorAll(".rjf-multiselect-field").forEach(function (field) {
      if (field.querySelector(".rjf-multiselect-field-options-container")) return;
      field.querySelector(".rjf-multiselect-field-input").removeAttribute("tabindex");
      field.querySelector(".rjf-multiselect-field-input").click();
    });
  });

})();
