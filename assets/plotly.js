// What every figure shares: the one script that draws, the page's theme, saving, tidying up.
// It stands before figure.js or race.js in one function, which has `element` and `props`.
const say = (pair) => pair[window.explorerLanguage?.now === 'zh' ? 'zh' : 'en'];
const loadPlotly = () => (window.explorerPlotly ??= new Promise((done, failed) => {
  const script = document.createElement('script'); // never an existing window.Plotly: it may be another version
  script.src = new URL(props.plotly, document.baseURI).href;
  script.onload = () => done(window.Plotly);
  script.onerror = () => {
    delete window.explorerPlotly; script.remove();
    failed(new Error(say({ en: 'the drawing script did not arrive', zh: '绘图脚本未能载入' })));
  };
  document.head.append(script);
}));

const css = (name) => getComputedStyle(element).getPropertyValue(name).trim();
function template(onPaper) { // onPaper: for a saved picture, which lies on white whatever the page's theme is
  const ink = onPaper ? '#1f2328' : css('--body-text-color') || '#222';
  const grid = onPaper ? '#d8dee4' : css('--border-color-primary') || '#ddd';
  const axis = { gridcolor: grid, zerolinecolor: grid, linecolor: grid, tickcolor: grid, color: ink, automargin: true };
  const size = Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.8);
  return { layout: {
    paper_bgcolor: onPaper ? '#fff' : 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', xaxis: axis, yaxis: axis,
    font: { color: ink, size, family: 'system-ui, "Noto Sans CJK SC", sans-serif' }, title: { font: { size: size * 1.15 } },
    hoverlabel: { bgcolor: css('--background-fill-primary') || '#fff', font: { color: css('--body-text-color') }, bordercolor: grid },
    modebar: { bgcolor: 'rgba(0,0,0,0)', color: grid, activecolor: ink },
  } };
}
const CONFIG = { displaylogo: false, responsive: false, showTips: false,
  modeBarButtonsToRemove: ['sendChartToCloud', 'toImage', 'lasso2d', 'select2d'] };

const plots = new Map(); // div -> function that draws it anew
const isShown = (div) => div.isConnected && div.clientWidth > 0;
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (!target.isConnected) { setTimeout(() => element.isConnected || dispose(), 0); return; }
    if (!isShown(target)) continue;
    if (!target._fullLayout) plots.get(target)?.();
    else if (target._fullLayout.width !== target.clientWidth) window.Plotly.Plots.resize(target);
  }
});
const redraw = () => { if (element.isConnected) for (const again of plots.values()) again(); else dispose(); };
const looks = new MutationObserver(redraw);
looks.observe(document.body, { attributes: true, attributeFilter: ['class'] });
looks.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'data-language'] });
function own(div, again) { plots.set(div, again); sizes.observe(div); }
let disposed = false;
function dispose() {
  disposed = true; sizes.disconnect(); looks.disconnect();
  for (const div of plots.keys()) window.Plotly?.purge(div);
  plots.clear();
}

function saveAs(href, name) { const link = document.createElement('a'); link.href = href; link.download = name; link.click(); }
async function savePicture(div, name, format, title = '') { // title: what the page says around the figure
  const Plotly = await loadPlotly(), room = title ? 60 : 0;
  const layout = { ...div.layout, template: template(true), width: div.clientWidth, height: div.clientHeight + room };
  if (title) Object.assign(layout, { title: { text: title, x: 0.01, xanchor: 'left', yref: 'container', y: 1, yanchor: 'top', pad: { t: 24 } }, margin: { ...layout.margin, t: layout.margin.t + room } });
  saveAs(await Plotly.toImage({ data: div.data, layout }, { format, scale: format === 'png' ? 2 : 1 }), `${name}.${format}`);
}
const quoted = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const csvHref = (rows) => URL.createObjectURL(
  new Blob([rows.map((row) => row.map((cell) => quoted(String(cell ?? ''))).join(',')).join('\n') + '\n'], { type: 'text/csv' }));
function figureRows(div) { // what is drawn, as it is drawn: a row a point, a row a cell of a heat map
  const rows = [['trace', 'x', 'y', 'z']];
  for (const trace of div._fullData) {
    const name = String(trace.name ?? '').replace(/<[^>]*>/g, ' ');
    if (trace.z) Array.from(trace.z, (line, j) => Array.from(line, (z, i) =>
      rows.push([name, trace.x?.[i] ?? i, trace.y?.[j] ?? j, z])));
    else Array.from(trace.y ?? [], (y, i) => rows.push([name, trace.x?.[i] ?? i, y, '']));
  }
  return rows;
}
