// Draws the charts of panels with uPlot: in the monitor's colours and in the project's time zone.
(function () {
  "use strict";
  const OTHERS = ["running", "attention", "completed", "waiting", "failed"];
  const HEIGHT = 220;
  const drawn = new Map(); // elements, each with its chart

  const MOMENT = "{D} {MMM}, {HH}:{mm}";
  // By the distance of two marks: what is written at each, and where the day changes.
  const MARKS = [
    [86400, "{D} {MMM}", null, null, null, null, null, null, 1],
    [60, "{HH}:{mm}", null, null, "\n{D} {MMM}", null, null, null, 1],
  ];

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--carrot-${name}`).trim();
  const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 });

  function told(value, unit) {
    return value === null || value === undefined ? "–" : `${number.format(value)} ${unit}`.trim();
  }

  function lines(data) {
    return data.series.map((each, place) => {
      const stroke = colour(each.look || OTHERS[place % OTHERS.length]);
      const bars = data.kind === "bars" ? uPlot.paths.bars({ size: [0.8, 40] }) : undefined;
      return {
        label: each.label,
        stroke,
        fill: bars ? `${stroke}66` : undefined,
        width: 2,
        paths: bars,
        // Not by colour alone: each line after the first has a dash of its own.
        dash: bars || !place ? undefined : [4 * place + 2, 4],
        points: { show: true, size: 6, filter: alone },
        value: (_, value) => told(value, data.unit),
      };
    });
  }

  // A value between two gaps is no line: without a point nobody would see it.
  function alone(plot, index) {
    const values = plot.data[index];
    return values.flatMap((value, at) => (value != null && values[at - 1] == null && values[at + 1] == null ? [at] : []));
  }

  function options(data, width) {
    const quiet = colour("quiet");
    const grid = { stroke: colour("line"), width: 1 };
    const axis = { stroke: quiet, grid, ticks: grid, font: "12px system-ui, sans-serif" };
    return {
      width,
      height: HEIGHT,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), data.zone),
      scales: { y: { range: (_, least, most) => [Math.min(0, least || 0), Math.max(1e-9, (most || 0) * 1.1) || 1] } },
      axes: [
        { ...axis, values: MARKS },
        { ...axis, size: 60, values: (_, values) => values.map((value) => number.format(value)) },
      ],
      series: [{ label: "Time", value: MOMENT }, ...lines(data)],
      cursor: { drag: { x: false, y: false } },
    };
  }

  function draw(element) {
    const source = document.getElementById(element.dataset.chart);
    if (!source) return;
    drawn.get(element)?.destroy();
    const data = JSON.parse(source.textContent);
    const rows = [data.times, ...data.series.map((each) => each.values)];
    drawn.set(element, new uPlot(options(data, element.clientWidth), rows, element));
  }

  function refresh() {
    for (const [element, chart] of drawn) {
      if (!element.isConnected) {
        chart.destroy();
        drawn.delete(element);
      }
    }
    document.querySelectorAll("[data-chart]").forEach((element) => {
      if (!drawn.has(element)) draw(element);
    });
  }

  let waiting = 0;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => drawn.forEach((chart, element) => chart.setSize({ width: element.clientWidth, height: HEIGHT })), 100);
  });
  new MutationObserver(() => [...drawn.keys()].forEach(draw)).observe(document.documentElement, {
    attributeFilter: ["data-bs-theme"],
  });
  document.addEventListener("htmx:afterSettle", refresh);
  refresh();
})();
