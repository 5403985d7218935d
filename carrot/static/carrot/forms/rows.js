/* Rows of models: a key is searched by its label, and shown with it. */
(function () {
  "use strict";

  const { each, places, searchInstead } = window.carrotForms;
  const DELAY = 250;
  const labels = new Map(); // of all rows that were seen, by model and key
  const attached = new WeakMap();

  const name = (model, key) => model + " " + key;

  function address(form, model, parameters) {
    const base = form.textarea.closest("[data-rows-url]")?.dataset.rowsUrl;
    return base ? base.replace("MODEL", encodeURIComponent(model)) + "?" + new URLSearchParams(parameters) : "";
  }

  async function ask(form, model, parameters) {
    const answer = await fetch(address(form, model, parameters), { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const { rows } = await answer.json();
    rows.forEach((row) => labels.set(name(model, row.value), row.label));
    return rows;
  }

  // React keeps the value to itself: only what the browser itself would do tells it.
  function write(input, value) {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, value);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function attach(form, input, model) {
    return searchInstead(input, input.placeholder, {
      delay: DELAY,
      clearable: true,
      search: async (query) => (await ask(form, model, { q: query })).map((row) => ({ ...row, detail: row.value })),
      choose: (item) => write(input, item ? item.value : ""),
      current: () => (input.value ? labels.get(name(model, input.value)) || input.value : ""),
    });
  }

  each(function (form) {
    const wanted = new Map();
    for (const place of places(form)) {
      const model = place.schema.type === "string" && place.schema.handler;
      const input = model && place.element.querySelector("input[name^='rjf§']");
      if (!input) continue;
      let known = attached.get(input);
      if (!known) attached.set(input, known = attach(form, input, model));
      // It is numbered anew when an item before it is taken away.
      known.input.id = input.dataset.combobox = input.id + "-search";
      known.refresh();
      if (input.value && !labels.has(name(model, input.value))) {
        wanted.set(model, [...(wanted.get(model) || []), { key: input.value, known }]);
      }
    }
    // One question for all rows of a model.
    for (const [model, asked] of wanted) {
      asked.forEach(({ key }) => labels.set(name(model, key), ""));
      ask(form, model, asked.slice(0, 200).map(({ key }) => ["pk", key])).then(
        () => asked.forEach(({ known }) => known.refresh()),
        () => {}, // the key itself is shown
      );
    }
  });
})();
