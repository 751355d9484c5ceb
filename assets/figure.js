// One plotly figure. Zoom and hidden traces survive a new value; it is drawn when it is first seen.
const plot = element.querySelector('.plot'), trouble = element.querySelector('.trouble');
const summary = element.querySelector('.summary'), bar = element.querySelector('.save');
let busy = false, again = false, value = null;

function translated(part, words) {
  if (typeof part === 'string') return words[part] ?? part;
  if (Array.isArray(part)) return part.map((each) => translated(each, words));
  if (part && typeof part === 'object')
    return Object.fromEntries(Object.entries(part).map(([key, each]) => [key, key === 'bdata' ? each : translated(each, words)]));
  return part;
}

async function draw() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    do {
      again = false;
      value = props.value ? JSON.parse(props.value) : null;
      bar.hidden = !value;
      summary.innerHTML = value?.summary ?? '';
      if (!value) { if (plot._fullLayout) window.Plotly.purge(plot); break; }
      const Plotly = await loadPlotly();
      if (disposed || !isShown(plot)) break; // drawn when its tab is opened
      const figure = translated(value.figure, value.words[window.explorerLanguage?.now] ?? {});
      const layout = { ...figure.layout, template: template(false), autosize: true, uirevision: value.name };
      layout.height ??= props.height;
      delete layout.width;
      await Plotly.react(plot, figure.data, layout, CONFIG);
      if (!plot.heard) {
        plot.heard = true;
        plot.on('plotly_click', ({ points: [point] }) => trigger('select', {
          x: point.x, y: point.y, curve: point.curveNumber, customdata: point.customdata ?? point.data.meta ?? null }));
      }
      trouble.textContent = '';
    } while (again);
  } catch (error) {
    trouble.textContent = say({ en: 'This figure could not be drawn: ', zh: '无法绘制此图：' }) + error.message;
  } finally { busy = false; }
}
bar.addEventListener('click', (event) => {
  const format = event.target.closest('button')?.dataset.format;
  if (format === 'csv') saveAs(csvHref(figureRows(plot)), `${value.name}.csv`);
  else if (format) savePicture(plot, value.name, format);
});
own(plot, draw);
watch('value', draw);
window.explorerLanguage?.apply(element);
draw();
