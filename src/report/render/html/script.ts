/** The only script of the page: shows the values under the pointer, read from the data embedded next to each drawing. */
export const SCRIPT = `
(() => {
  const clear = (figure) => figure.querySelectorAll('.rule,.tip').forEach((node) => node.remove());
  const nearest = (points, at) => points.reduce((best, point) =>
    best === undefined || Math.abs(point[0] - at) < Math.abs(best[0] - at) ? point : best, undefined);
  function show(figure, event) {
    clear(figure);
    const data = JSON.parse(document.getElementById(figure.dataset.panel).textContent);
    const svg = [...figure.querySelectorAll('svg.chart')].find((one) => one.getBoundingClientRect().width > 0);
    if (!svg) return;
    const plot = data.plots[svg.closest('.narrow') ? 1 : 0];
    const box = svg.getBoundingClientRect(), frame = figure.getBoundingClientRect(), zoom = box.width / plot.of;
    const x = (event.clientX - box.left) / zoom - plot.left;
    if (x < -6 || x > plot.width + 6) return;
    const wanted = x / plot.width * data.end;
    const position = nearest(data.lines.flatMap((line) => line.points), wanted)?.[0];
    if (position === undefined) return;
    const left = box.left - frame.left + (plot.left + position / data.end * plot.width) * zoom;
    const rule = document.createElement('div');
    rule.className = 'rule';
    rule.style.cssText = 'left:' + left + 'px;top:' + (box.top - frame.top + plot.top * zoom) + 'px;height:' + plot.height * zoom + 'px';
    const tip = document.createElement('div');
    tip.className = 'tip';
    tip.append(data.axis + ' ' + position.toLocaleString('en'));
    for (const line of data.lines) {
      const point = line.points.find((one) => one[0] === position);
      if (!point) continue;
      const row = document.createElement('div'), swatch = document.createElement('i');
      swatch.className = 'swatch-' + line.swatch;
      const range = point[2] === point[3] ? '' : '  (' + point[2].toFixed(2) + ' … ' + point[3].toFixed(2) + ')';
      row.append(swatch, line.label + ': ' + point[1].toFixed(2) + ' %' + range);
      tip.append(row);
    }
    figure.append(rule, tip);
    const over = left + 14 + tip.offsetWidth > frame.width;
    tip.style.left = (over ? Math.max(0, left - 14 - tip.offsetWidth) : left + 14) + 'px';
    tip.style.top = (box.top - frame.top + plot.top * zoom + 8) + 'px';
  }
  document.addEventListener('pointermove', (event) => {
    const figure = event.target instanceof Element ? event.target.closest('figure.panel') : null;
    document.querySelectorAll('figure.panel').forEach((one) => { if (one !== figure) clear(one); });
    if (figure) show(figure, event);
  });
})();
`;
