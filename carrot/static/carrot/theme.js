// Loaded before anything is painted, so that a dark page never flashes light.
(function () {
  "use strict";
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  function chosen() {
    try {
      return localStorage.getItem("carrot-theme") || "auto";
    } catch (_) {
      return "auto"; // storage can be forbidden
    }
  }
  function apply() {
    const theme = chosen();
    const dark = theme === "dark" || (theme === "auto" && system.matches);
    document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
    document.documentElement.dataset.theme = dark ? "dark" : "light"; // django-jsonform's word for it
  }
  apply();
  system.addEventListener("change", apply);
  window.carrotTheme = {
    chosen,
    choose(theme) {
      try {
        localStorage.setItem("carrot-theme", theme);
      } catch (_) {
        // then it holds for this page only
      }
      apply();
      if (chosen() !== theme) document.documentElement.dataset.bsTheme = theme;
    },
  };
})();
