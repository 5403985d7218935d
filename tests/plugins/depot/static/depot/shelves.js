document.documentElement.dataset.depot = "loaded";
