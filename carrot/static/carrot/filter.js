// Narrows a list that is on the page already: <input data-filter="#list">.
(function () {
  "use strict";
  function narrow(input) {
    const list = document.querySelector(input.dataset.filter);
    if (!list) return;
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of list.querySelectorAll("[data-filter-text]")) {
      const text = item.dataset.filterText.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
      if (!item.hidden) shown += 1;
    }
    for (const group of list.querySelectorAll("[data-filter-group]")) {
      group.hidden = !group.querySelector("[data-filter-text]:not([hidden])");
    }
    const none = list.querySelector("[data-filter-none]");
    if (none) none.hidden = shown > 0;
  }
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-filter]")) narrow(event.target);
  });
  document.addEventListener("keydown", (event) => {
    // Enter would send the form around it: here it takes the first match.
    if (event.key !== "Enter" || !event.target.matches("[data-filter]")) return;
    const list = document.querySelector(event.target.dataset.filter);
    const first = list && list.querySelector("[data-filter-text]:not([hidden]) a");
    if (first && event.target.value) {
      event.preventDefault();
      first.click();
    } else if (event.target.form?.matches("[data-editor]")) event.preventDefault();
  });
})();
