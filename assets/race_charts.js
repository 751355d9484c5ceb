// The figures of a race: norm by layer, layer x step, loss, accuracy. Each is drawn anew from the log;
// `uirevision` keeps zoom and hidden traces.
const COLOURS = { plain: css('--plain') || '#d95f02', residual: css('--residual') || '#2878b5' };
const SYMBOLS = { plain: 'circle', residual: 'square' };
const VIRIDIS = ['#440154', '#414487', '#2a788e', '#22a884', '#7ad151', '#fde725'];
const MOST_COLUMNS = 400, MOST_POINTS = 1000;
const layout = (log, extra) => ({ autosize: true, height: 300, uirevision: log.key, margin: { l: 64, r: 14, t: 26, b: 44 },
  legend: { orientation: 'h', y: 1.14, x: 0, bgcolor: 'rgba(0,0,0,0)' }, template: template(false), hovermode: 'closest', ...extra });
const stepAxis = (log) => { // grows in jumps, so that curves do not creep
  const live = ['waiting', 'preparing', 'running', 'paused'].includes(log.phase);
  const upper = live ? Math.min(log.steps, Math.max(20, 2 ** Math.ceil(Math.log2(log.n)))) : log.n;
  return { title: { text: fill('race_step') }, range: [0.5, Math.max(upper, 2) + 0.5], tickformat: 'd', minallowed: 0, ...(upper < 8 ? { dtick: 1 } : {}) };
};
const named = (kind) => fill(`race_${kind}`);
const logAxis = ([low, high]) => ({ type: 'log', range: [low, high], exponentformat: 'power', dtick: Math.max(1, Math.ceil((high - low) / 7)) });

function stageLines(log) { // where the map gets smaller
  const names = layersOf(log, 'plain'), shapes = [], annotations = [];
  names.forEach((name, i) => {
    const stage = name.match(/^stage(\d)\.block1\.conv1$/);
    if (!stage) return;
    shapes.push({ type: 'line', x0: i + 0.5, x1: i + 0.5, y0: 0, y1: 1, yref: 'paper', line: { width: 1, dash: 'dot', color: '#8888' } });
    annotations.push({ x: i + 0.6, y: 0, yref: 'paper', xanchor: 'left', yanchor: 'bottom', showarrow: false, text: fill('race_stage', { number: stage[1] }), opacity: 0.7 });
  });
  return { shapes, annotations };
}

function profileFigure(log, step, quantity) {
  const data = [];
  for (const kind of KINDS) {
    if (!entry(log, step, kind)) continue;
    const names = layersOf(log, kind), all = values(log, step, quantity, kind), marks = { under: [], over: [] };
    const y = Array.from(all, (value, i) => { const what = state(value); if (what === 'shown') return value; marks[what].push(i); return null; });
    const x = Array.from(all, (_, i) => i + 1), said = [...names], main = log.facts.settings.depth - 1;
    if (all.length > main) for (const [list, gap] of [[x, null], [y, null], [said, '']]) list.splice(main, 0, gap); // projections follow no layer
    data.push({ type: 'scatter', mode: 'lines+markers', name: named(kind), legendgroup: kind, x, y, text: said, line: { color: COLOURS[kind], width: 2.5 },
      marker: { symbol: SYMBOLS[kind], size: 5 }, hovertemplate: '%{text} (%{x}): %{y:.3g}' });
    for (const [what, symbol, place] of [['under', 'triangle-down', kind === 'plain' ? 0.02 : 0.06], ['over', 'x', kind === 'plain' ? 0.98 : 0.94]])
      data.push({ type: 'scatter', mode: 'markers', name: named(kind), legendgroup: kind, showlegend: false, yaxis: 'y2', cliponaxis: false,
        x: marks[what].map((i) => i + 1), y: marks[what].map(() => place), text: marks[what].map((i) => names[i]),
        marker: { symbol, size: 9, color: COLOURS[kind] }, hovertemplate: `%{text}: ${fill(what === 'under' ? 'race_underflow' : 'race_overflow')}` });
  }
  return { data, layout: layout(log, { ...stageLines(log), xaxis: { title: { text: fill('race_layer') }, range: [0, layersOf(log, 'residual').length + 1] },
    yaxis: logAxis(decades(log, quantity)), yaxis2: { overlaying: 'y', range: [0, 1], fixedrange: true, visible: false } }) };
}

function heatFigure(log, quantity, marked) {
  const stride = Math.ceil(log.n / MOST_COLUMNS), columns = [];
  for (let step = 0; step < log.n; step += stride) columns.push(step);
  const [low, high] = decades(log, quantity), band = 0.08 * (high - low), bottom = low - band, top = high + band;
  const share = (value) => (value - bottom) / (top - bottom);
  const colorscale = [[0, '#9e9e9e'], [share(low), '#9e9e9e'], ...VIRIDIS.map((colour, i) => [share(low + ((high - low) * i) / 5), colour]), [share(high), '#d40000'], [1, '#d40000']];
  const tick = Math.max(1, Math.ceil((high - low) / 6)), tickvals = [bottom + band / 2], ticktext = [fill('race_underflow')];
  for (let power = low + 1; power < high; power += tick) { tickvals.push(power); ticktext.push(`10<sup>${power}</sup>`); }
  tickvals.push(top - band / 2); ticktext.push(fill('race_overflow'));
  const data = KINDS.map((kind, k) => {
    const z = layersOf(log, kind).map(() => new Array(columns.length));
    columns.forEach((step, column) => {
      const all = entry(log, step, kind) ? values(log, step, quantity, kind) : null;
      for (let layer = 0; layer < z.length; layer++) {
        const value = all?.[layer], what = all && state(value);
        z[layer][column] = !all ? null : what === 'shown' ? Math.log10(value) : what === 'under' ? bottom + band / 2 : top - band / 2;
      }
    });
    return { type: 'heatmap', name: named(kind), z, x: columns.map((step) => step + 1), y: z.map((_, i) => i + 1), xaxis: k ? 'x2' : 'x', yaxis: k ? 'y2' : 'y',
      zmin: bottom, zmax: top, colorscale, showscale: k === 1, zsmooth: false, colorbar: { tickvals, ticktext, thickness: 14, len: 1 },
      hovertemplate: `${named(kind)}, ${fill('race_step')} %{x}, ${fill('race_layer')} %{y}: 10<sup>%{z:.2f}</sup><extra></extra>` };
  });
  const title = (kind, x) => ({ text: `<b>${named(kind)}</b>`, x, y: 1.02, xref: 'paper', yref: 'paper', showarrow: false, xanchor: 'left', yanchor: 'bottom', font: { color: COLOURS[kind] } });
  const axis = stepAxis(log);
  return { data, layout: layout(log, { height: 320, xaxis: { ...axis, domain: [0, 0.47] }, xaxis2: { ...axis, domain: [0.53, 1], matches: 'x' },
    yaxis: { title: { text: fill('race_layer') }, range: [0.5, layersOf(log, 'residual').length + 0.5] }, yaxis2: { anchor: 'x2', matches: 'y' }, annotations: [title('plain', 0), title('residual', 0.53)],
    shapes: marked == null ? [] : ['x', 'x2'].map((xref) => ({ type: 'line', xref, x0: marked + 1, x1: marked + 1, y0: 0, y1: 1, yref: 'paper', line: { color: '#fff', width: 2 } })) }) };
}

function curve(log, kind, what, style) {
  const stride = what === TEST || what === RUNNING ? 1 : Math.ceil(log.n / MOST_POINTS), x = [], y = [];
  for (let step = 0; step < log.n; step += 1) {
    const each = entry(log, step, kind);
    if (!each || (step % stride && step !== log.n - 1)) continue;
    if (each[what] == null && (what === TEST || what === RUNNING)) continue;
    x.push(step + 1); y.push(each[what]);
  }
  return { type: 'scatter', x, y, legendgroup: kind, ...style };
}
const level = (y, text, log) => ({ shapes: [{ type: 'line', x0: 0, x1: 1, xref: 'paper', y0: y, y1: y, line: { dash: 'dash', width: 1, color: '#888' } }],
  annotations: [{ text, x: 1, xref: 'paper', y: log ? Math.log10(y) : y, showarrow: false, xanchor: 'right', yanchor: 'bottom', opacity: 0.8 }] });
const marker = (marked) => (marked == null ? [] : [{ type: 'line', x0: marked + 1, x1: marked + 1, y0: 0, y1: 1, yref: 'paper', line: { color: '#888', width: 2 } }]);

function lossFigure(log, marked) {
  const guess = log.facts.guess.entropy;
  const data = KINDS.map((kind) => curve(log, kind, LOSS, { name: named(kind), mode: log.n < 3 ? 'lines+markers' : 'lines', line: { color: COLOURS[kind], width: 2 }, hovertemplate: '%{x}: %{y:.4g}' }));
  const highest = Math.max(...data.flatMap((each) => each.y.filter((y) => y != null)), guess);
  const steep = highest > 10 * guess, flat = level(guess, fill('race_a_guess'), steep);
  for (const kind of KINDS) {
    const gone = log.rows.findIndex((_, step) => entry(log, step, kind)?.[OUT]);
    if (gone >= 0) flat.annotations.push({ x: gone + 1, y: kind === 'plain' ? 0.5 : 0.38, yref: 'paper', xanchor: gone >= log.n / 2 ? 'right' : 'left', showarrow: false, text: fill('race_diverged', { network: named(kind) }), font: { color: COLOURS[kind] } });
  }
  return { data, layout: layout(log, { height: 280, xaxis: stepAxis(log), annotations: flat.annotations, shapes: [...flat.shapes, ...marker(marked)],
    yaxis: steep ? { type: 'log', exponentformat: 'power', dtick: 'D2', title: { text: fill('race_loss') } } : { rangemode: 'tozero', title: { text: fill('race_loss') } } }) };
}

function accuracyFigure(log, marked) {
  const flat = level(log.facts.guess.majority_share, fill('race_chance')), batch = log.facts.settings.normalization === 'batch';
  const data = KINDS.flatMap((kind) => {
    const colour = COLOURS[kind];
    const lines = [curve(log, kind, TEST, { name: fill('race_test', { network: named(kind) }), mode: 'lines+markers', line: { color: colour, width: 3 }, marker: { symbol: SYMBOLS[kind], size: 9 } }),
      curve(log, kind, TRAIN, { name: fill('race_train', { network: named(kind) }), mode: 'lines', opacity: 0.45, line: { color: colour, width: 1 } })];
    if (batch) lines.push(curve(log, kind, RUNNING, { name: fill('race_running_test', { network: named(kind) }), mode: 'lines+markers', line: { color: colour, width: 1, dash: 'dot' }, marker: { symbol: `${SYMBOLS[kind]}-open`, size: 7 } }));
    return lines.map((line) => ({ ...line, hovertemplate: '%{x}: %{y:.1%}' }));
  });
  return { data, layout: layout(log, { height: 320, margin: { l: 64, r: 14, t: 26, b: 100 }, legend: { orientation: 'h', y: -0.3, yanchor: 'top', x: 0 }, xaxis: stepAxis(log), ...flat, shapes: [...flat.shapes, ...marker(marked)],
    yaxis: { range: [0, 1.02], tickformat: '.0%', title: { text: fill('race_accuracy') } } }) };
}
