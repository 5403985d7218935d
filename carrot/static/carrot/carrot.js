// What pages do beyond links and forms. Without it everything still works by loading anew.
(function () {
  "use strict";

  // -- theme -------------------------------------------------------------------------------
  const theme = document.querySelector("[data-theme-select]");
  if (theme && window.carrotTheme) {
    theme.hidden = false;
    theme.value = window.carrotTheme.chosen();
    theme.addEventListener("change", () => window.carrotTheme.choose(theme.value));
  }

  // -- relative times stay true on a page that is left open ----------------------------------
  const UNITS = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  function relative(then) {
    const seconds = (Date.now() - then) / 1000;
    const size = Math.abs(seconds);
    const unit = UNITS.find(([length]) => size >= length);
    if (!unit) return "just now";
    const text = `${Math.floor(size / unit[0])} ${unit[1]}`;
    return seconds > 0 ? `${text} ago` : `in ${text}`;
  }
  function refreshTimes() {
    if (document.hidden) return;
    for (const element of document.querySelectorAll("time[data-relative]")) {
      const text = relative(Date.parse(element.dateTime));
      if (element.textContent !== text) element.textContent = text;
    }
  }
  setInterval(refreshTimes, 10000);
  document.addEventListener("visibilitychange", refreshTimes);

  // -- choosing rows -------------------------------------------------------------------------
  let last = null;
  const boxesOf = (form) => [...form.querySelectorAll("input.choose")];
  function showChoice(form) {
    const boxes = boxesOf(form);
    const chosen = boxes.filter((box) => box.checked).length;
    const count = form.querySelector("[data-chosen-count]");
    if (count) count.textContent = chosen ? `${chosen} selected` : "None selected";
    for (const button of form.querySelectorAll("[data-needs-choice]")) button.disabled = !chosen;
    const all = form.querySelector("[data-choose-all]");
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
  }
  function prepare(root) {
    for (const form of root.querySelectorAll("form[data-choice]")) {
      const all = form.querySelector("[data-choose-all]");
      if (all) all.hidden = false;
      showChoice(form);
    }
  }
  document.addEventListener("click", (event) => {
    const box = event.target.closest?.("input.choose");
    if (!box) return;
    const boxes = boxesOf(box.form);
    if (event.shiftKey && last && last.form === box.form) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
    }
    last = box;
  });
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form?.matches("[data-choice]")) return;
    if (event.target.matches("[data-choose-all]")) {
      for (const box of boxesOf(form)) box.checked = event.target.checked;
    }
    showChoice(form);
  });
  window.addEventListener("pageshow", () => prepare(document)); // the back button keeps the ticks
  document.addEventListener("htmx:afterSettle", () => { prepare(document); refreshTimes(); });

  // -- live parts ------------------------------------------------------------------------------
  document.addEventListener("htmx:beforeRequest", (event) => {
    const part = event.detail.elt;
    if (!part.matches("[data-live]")) return;
    const busy = part.querySelector("input.choose:checked") || part.contains(document.activeElement);
    if (document.hidden || busy) event.preventDefault();
  });
  // A redirect means that the session is over, a 404 that what is shown is gone: load anew, and
  // the server says so. A server that does not answer leaves the page as it was, and says that.
  const stale = document.getElementById("stale");
  document.addEventListener("htmx:beforeSwap", (event) => {
    const asked = new URL(event.detail.pathInfo.finalRequestPath, location.href);
    const answered = event.detail.xhr.responseURL;
    if (answered && new URL(answered).pathname !== asked.pathname) {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.elt.matches("[data-live], [data-log-poll]")) location.reload();
  });
  document.addEventListener("htmx:sendError", () => {
    if (!stale || !stale.hidden) return;
    stale.hidden = false;
    stale.textContent = `The server has not answered since ${new Date().toLocaleTimeString()}; ` +
      "this page shows how things stood then.";
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (stale && event.detail.successful) stale.hidden = true;
  });
  // A log is followed only while its end is in sight.
  let following = true;
  document.addEventListener("htmx:beforeSwap", () => {
    const log = document.getElementById("log-lines");
    if (log) following = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  });
  function follow() {
    const log = document.getElementById("log-lines");
    if (log && following && document.querySelector("[data-log-poll]")) log.scrollTop = log.scrollHeight;
  }
  document.addEventListener("htmx:afterSettle", follow);
  follow();

  // -- a form is sent once ---------------------------------------------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000);
  });

  // -- "/" goes to the search --------------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    const search = document.querySelector("input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  });

  // -- what was typed into a form (forms/keep.js) is forgotten when its page has led elsewhere -----
  for (const key of Object.keys(sessionStorage)) {
    if (!key.startsWith("carrot:typed:")) continue;
    const { sent, page } = JSON.parse(sessionStorage.getItem(key));
    if (sent && sent === document.referrer && page.split("?")[0] !== location.pathname) sessionStorage.removeItem(key);
  }

  // -- forms that apply themselves ----------------------------------------------------------------
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });
  prepare(document);
})();
