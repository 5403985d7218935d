/* Finds the forms that django-jsonform makes, and tells the files beside this one when one of
   them has changed: each mends a part of what it leaves undone.

   carrotForms.each(fn)   fn(form) after every change of a form's controls, and once when it is
                          new; form has textarea, container, schema, and isNew the first time
   carrotForms.places(form)  every group and row: {element, body, schema, path, parent}
   carrotForms.searchInstead(control, placeholder, options)  a combobox in its place, with its names
   carrotForms.say(text)  has a screen reader say it */
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

  // -- where everything is -------------------------------------------------------------------

  function resolved(schema, form) {
    for (let depth = 0; schema && schema.$ref && depth < 20; depth += 1) {
      const found = schema.$ref.split("/").slice(1).reduce((inner, step) => inner && inner[step], form.schema);
      schema = { ...found, ...schema, $ref: found && found.$ref };
    }
    return schema;
  }

  function branchOf(schema, data, form) {
    const tag = data && data.__type__;
    return schema.oneOf.map((each) => resolved(each, form)).find((each) => {
      const properties = each.properties || {};
      return properties.__type__ && properties.__type__.const === tag;
    });
  }

  // Not the errors of the group itself, which stand among them.
  const CHILDREN = ":scope > .rjf-form-group-inner > .rjf-form-group-children > :is(.rjf-form-row, .rjf-form-group, .rjf-form-group-wrapper)";
  const INSIDE = ":scope > .rjf-form-group, :scope > .rjf-form-group-wrapper, :scope > .rjf-form-row";

  // The controls stand in the order of the schema and of the data: walked together, each is found,
  // also those without a name.
  function places(form) {
    const found = [];
    function descend(element, schema, data, path, parent) {
      schema = resolved(schema, form);
      if (!element || !schema) return;
      const body = element.matches(".rjf-form-group-wrapper") ? element.querySelector(":scope > .rjf-form-group") || element : element;
      const place = { element, body, schema, path, parent };
      found.push(place);
      if (schema.oneOf) {
        const branch = branchOf(schema, data, form);
        if (branch) descend(body.querySelector(INSIDE), branch, data, path, place);
      } else if (schema.type === "object") {
        const children = body.querySelectorAll(CHILDREN);
        Object.keys(schema.properties || {}).forEach(function (key, number) {
          descend(children[number], schema.properties[key], data && data[key], [...path, key], place);
        });
      } else if (schema.type === "array" && schema.items && schema.items.widget !== "multiselect") {
        body.querySelectorAll(CHILDREN).forEach(function (child, number) {
          descend(child, schema.items, data && data[number], [...path, number], place);
        });
      }
    }
    let data = null;
    try { data = JSON.parse(form.textarea.value); } catch { return found; }
    descend(form.container.querySelector(".rjf-form-wrapper > fieldset > .rjf-form-group"), form.schema, data, [], null);
    return found;
  }

  // -- one form ------------------------------------------------------------------------------

  const known = new WeakSet();
  const steps = [];

  function adopt(textarea) {
    if (known.has(textarea)) return;
    known.add(textarea);
    const container = textarea.previousElementSibling;
    const form = { textarea, container, schema: JSON.parse(textarea.dataset.djangoJsonform).schema, isNew: true };
    let last = textarea.value;
    let waiting = false;
    function settle() {
      waiting = false;
      if (!textarea.isConnected) return;
      steps.forEach((step) => step(form));
      form.isNew = false;
      if (textarea.value === last) return;
      last = textarea.value;
      // Adding and removing items are clicks: nothing else would tell the preview.
      textarea.dispatchEvent(new Event("change", { bubbles: true }));
    }
    // Many changes come together; a hidden page has no frames.
    function soon() {
      if (waiting) return;
      waiting = true;
      window.setTimeout(settle, 0);
    }
    new MutationObserver(soon).observe(container, { childList: true, subtree: true, attributes: true, attributeFilter: ["class", "value"] });
    container.addEventListener("change", soon);
    window.setTimeout(function () {
      settle();
      // A schema that its script cannot take leaves no form: then the JSON itself is shown.
      if (!container.querySelector(".rjf-form-wrapper")) textarea.parentElement.classList.add("is-broken");
      else textarea.parentElement.classList.add("is-ready");
    }, 0);
  }

  function adoptAll() { document.querySelectorAll(ARGUMENTS).forEach(adopt); }
  document.addEventListener("DOMContentLoaded", adoptAll);
  document.addEventListener("htmx:load", adoptAll);

  // -- a field to search in, in the place of a control -----------------------------------------

  const NAMES = ["aria-label", "aria-describedby", "aria-invalid", "aria-required"];

  function searchInstead(control, placeholder, options) {
    const input = document.createElement("input");
    Object.assign(input, { type: "text", id: control.id + "-search", placeholder });
    control.after(input);
    control.hidden = true;
    control.dataset.combobox = input.id;
    for (const name of NAMES) {
      if (control.hasAttribute(name)) input.setAttribute(name, control.getAttribute(name));
    }
    const label = control.closest(".rjf-form-row").querySelector("label");
    if (label) label.htmlFor = input.id;
    return window.carrotCombobox.attach(input, options);
  }

  // -- what a screen reader says ---------------------------------------------------------------

  let region = null;
  function say(text) {
    if (!region) {
      region = document.createElement("div");
      region.className = "visually-hidden";
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    region.textContent = "";
    window.setTimeout(function () { region.textContent = text; }, 50);
  }

  // Folded away is what has an error, or is to be seen next: open what hides it.
  function unfold(element) {
    for (let each = element.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
    for (let each = element.closest(".rjf-collapsed"); each; each = each.parentElement.closest(".rjf-collapsed")) {
      each.closest(".rjf-form-group").querySelector(".rjf-collapse-button").click();
    }
  }

  const FOCUSABLE = "input:not([type=hidden], [disabled], [hidden]), select:not([disabled], [hidden]), textarea:not([disabled])";
  /* The first thing in there that can be filled in; else the first button, such as "Add item". */
  function firstOf(element) {
    if (element.matches(FOCUSABLE)) return element;
    return element.querySelector(FOCUSABLE) || element.querySelector(".rjf-add-button, button");
  }

  const isNew = (textarea) => !known.has(textarea);
  window.carrotForms = { searchInstead, MARK, ARGUMENTS, CONTROL, each: (step) => steps.push(step), places, say, unfold, firstOf, isNew };
})();
