/* A text field with a list under it, to search in what is too long for a <select>.

   carrotCombobox.attach(input, {
     search(query) -> Promise<[{value, label, detail}]>   what matches; all, or the first of it
     choose(item)        told when somebody chooses; null when the field was cleared
     current() -> text   what the field shows while nobody types in it
     clearable: true     whether an emptied field is a choice of its own
     delay: 0            milliseconds to wait while somebody types, for a search that is far away
   }) -> { refresh() }   shows current() again, when it has changed from elsewhere

   The input must have its label already; what the list says is announced. */
(function () {
  "use strict";

  const MOST = 100; // more than that nobody reads; typing narrows it
  let made = 0;

  function element(tag, attributes) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  class Combobox {
    constructor(input, options) {
      Object.assign(this, { input, options, items: [], active: -1, asked: 0, timer: 0, typed: false });
      const id = "carrot-combobox-" + ++made;
      this.list = element("ul", { id, role: "listbox", class: "combobox-list", "aria-label": "Choices", hidden: "" });
      this.status = element("span", { role: "status", class: "visually-hidden" });
      const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, autocomplete: "off", spellcheck: "false" };
      for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
      input.classList.add("combobox");
      const box = element("span", { class: "combobox-box" });
      input.replaceWith(box);
      box.append(input, this.list, this.status);
      this.listen();
      this.refresh();
    }

    listen() {
      this.input.addEventListener("input", (event) => {
        event.stopPropagation(); // a search is not yet an answer
        this.typed = true;
        this.ask(this.input.value);
      });
      this.input.addEventListener("change", (event) => event.stopPropagation());
      this.input.addEventListener("click", () => { if (this.list.hidden) this.ask(""); });
      this.input.addEventListener("focus", () => this.input.select());
      this.input.addEventListener("blur", () => this.leave());
      this.input.addEventListener("keydown", (event) => this.key(event));
      // The field keeps the focus: a blur would close the list before the click arrives.
      this.list.addEventListener("mousedown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => {
        const option = event.target.closest("[role=option]");
        if (option) this.take(Number(option.dataset.index));
      });
    }

    get open() { return !this.list.hidden; }

    refresh() {
      if (!this.typed) this.input.value = this.options.current();
    }

    // -- keys -----------------------------------------------------------------------------

    key(event) {
      if (event.ctrlKey || event.metaKey) return;
      const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
      if (step) {
        event.preventDefault();
        if (this.open) this.move(step);
        else this.ask(this.typed ? this.input.value : "");
      } else if (event.key === "Enter" && (this.open || this.typed)) {
        event.preventDefault();
        this.settle();
      } else if (event.key === "Escape" && (this.open || this.typed)) {
        event.preventDefault();
        event.stopPropagation();
        this.typed = this.hasty = false;
        this.close();
        this.refresh();
      }
    }

    move(step) {
      const last = this.items.length - 1;
      if (last < 0) return;
      const next = this.active + step;
      if (Math.abs(step) > 1) this.mark(Math.min(Math.max(next, 0), last));
      else this.mark(next > last ? 0 : next < 0 ? last : next);
    }

    mark(index) {
      this.active = index;
      Array.from(this.list.querySelectorAll("[role=option]")).forEach((option, number) => {
        option.setAttribute("aria-selected", String(number === index));
        if (number !== index) return;
        this.input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      });
      if (index < 0) this.input.removeAttribute("aria-activedescendant");
    }

    // -- searching ------------------------------------------------------------------------

    ask(query) {
      window.clearTimeout(this.timer);
      const number = ++this.asked;
      this.searching = true;
      this.hasty = false;
      this.timer = window.setTimeout(() => {
        Promise.resolve(this.options.search(query.trim())).then(
          (items) => { if (number === this.asked) this.show(items); },
          () => { if (number === this.asked) this.show([], "The server did not answer; type again."); },
        );
      }, this.typed ? this.options.delay || 0 : 0);
    }

    show(items, problem) {
      this.searching = false;
      const more = items.length - MOST;
      this.items = items.slice(0, MOST);
      this.list.replaceChildren(...this.items.map((item, index) => this.option(item, index)));
      const said = problem || (!items.length ? "Nothing matches." : more > 0 ? more + " more: type to narrow them down." : "");
      if (said) {
        const line = element("li", { class: "combobox-note", role: "presentation" });
        line.textContent = said;
        this.list.append(line);
      }
      this.status.textContent = said || items.length + (items.length === 1 ? " choice" : " choices");
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      const shown = this.items.findIndex((item) => item.label === this.options.current());
      this.mark(this.typed ? (items.length && this.input.value ? 0 : -1) : shown);
      if (this.hasty) this.settle();
    }

    option(item, index) {
      const option = element("li", { role: "option", id: this.list.id + "-" + index, "data-index": index, "aria-selected": "false" });
      option.textContent = item.label;
      if (item.detail) {
        const detail = element("span", { class: "quiet" });
        detail.textContent = " " + item.detail;
        option.append(detail);
      }
      return option;
    }

    // -- choosing -------------------------------------------------------------------------

    take(index) {
      const item = this.items[index];
      this.typed = false;
      this.close();
      this.options.choose(item);
      this.input.value = item.label;
      if (document.activeElement === this.input) this.input.select();
    }

    leave() {
      if (this.typed) this.settle();
      else this.close();
      this.refresh();
    }

    // What was typed and not chosen: the match that is marked, or nothing, or as it was. Who is
    // faster than the search has chosen what it will mark.
    settle() {
      this.hasty = this.typed && this.searching && this.input.value.trim() !== "";
      if (this.hasty) return;
      if (this.open && this.active >= 0) this.take(this.active);
      else if (this.typed && !this.input.value.trim() && this.options.clearable) this.options.choose(null);
      this.typed = false;
      this.close();
      this.refresh();
    }

    close() {
      window.clearTimeout(this.timer);
      this.asked += 1;
      this.searching = false;
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
      this.status.textContent = "";
      this.active = -1;
    }
  }

  window.carrotCombobox = { attach: (input, options) => new Combobox(input, options) };
})();
