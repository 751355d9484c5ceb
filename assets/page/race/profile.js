/** A quantity by layer, both networks on one axis. */
import { valueAxis } from './axes.js';
import { entry, factsOf, mainPath, shownAs, values } from './log.js';
import { layout, named, SYMBOLS } from './scene.js';

/** @typedef {import('./scene.js').Scene} Scene */

const MARKS = /** @type {const} */ ({
  under: { symbol: 'triangle-down', text: 'race_underflow', plain: 0.02, residual: 0.06 },
  over: { symbol: 'x', text: 'race_overflow', plain: 0.98, residual: 0.94 },
});

/**
 * The figure.
 * @param {Scene} scene
 * @param {string} quantity
 * @returns {import('./scene.js').Figure}
 */
export function profileFigure(scene, quantity) {
  const { log, step, voice } = scene;
  const there = log.wire.networks.filter((kind) => entry(log, step, kind));
  const layers = factsOf(log).layers;
  const most = Math.max(...Object.values(layers).map((names) => names.length));
  return {
    data: there.flatMap((kind) => traces(scene, quantity, kind)),
    layout: layout(scene, {
      ...stageLines(scene),
      xaxis: { title: { text: voice('race_layer') }, range: [0, most + 1] },
      yaxis: valueAxis(log.spans[quantity], log.gauges[quantity].log),
      yaxis2: { overlaying: 'y', range: [0, 1], fixedrange: true, visible: false },
    }),
  };
}

/**
 * A network's line, and the marks of what the axis cannot show.
 * @param {Scene} scene
 * @param {string} quantity
 * @param {string} kind
 */
function traces(scene, quantity, kind) {
  const { log, step, looks, voice } = scene;
  const names = factsOf(log).layers[kind];
  const all = [...values(log, step, quantity, kind)];
  const color = looks.colours[kind];
  const as = (/** @type {number} */ value) => shownAs(value, log.gauges[quantity].log);
  const shared = { type: 'scatter', name: named(scene, kind), legendgroup: kind };
  const main = mainPath(log);
  /** @type {<T>(list: T[]) => (T | null)[]} */
  const gapped = (list) =>
    // projections follow no layer
    list.length > main ? [...list.slice(0, main), null, ...list.slice(main)] : list;
  const line = {
    ...shared,
    mode: 'lines+markers',
    x: gapped(all.map((_, i) => i + 1)),
    y: gapped(all.map((value) => (as(value) === 'shown' ? value : null))),
    text: gapped(names),
    line: { color, width: 2.5 },
    marker: { symbol: SYMBOLS[kind], size: 5 },
    hovertemplate: '%{text} (%{x}): %{y:.3g}',
  };
  const marks = /** @type {const} */ (['under', 'over']).map((what) => {
    const { symbol, text, plain, residual } = MARKS[what];
    const at = [...all.keys()].filter((i) => as(all[i]) === what);
    return {
      ...shared,
      mode: 'markers',
      showlegend: false,
      yaxis: 'y2',
      cliponaxis: false,
      x: at.map((i) => i + 1),
      y: at.map(() => (kind === 'plain' ? plain : residual)),
      text: at.map((i) => names[i]),
      marker: { symbol, size: 9, color },
      hovertemplate: `%{text}: ${voice(text)}`,
    };
  });
  return [line, ...marks];
}

/**
 * Where the map gets smaller.
 * @param {Scene} scene
 */
function stageLines({ log, voice }) {
  const found = factsOf(log).layers[log.wire.networks[0]].flatMap((name, i) => {
    const number = name.match(/^stage(\d)\.block1\.conv1$/)?.[1];
    return number ? [{ number, i }] : [];
  });
  return {
    shapes: found.map(({ i }) => ({
      type: 'line',
      ...{ x0: i + 0.5, x1: i + 0.5, y0: 0, y1: 1, yref: 'paper' },
      line: { width: 1, dash: 'dot', color: '#8888' },
    })),
    annotations: found.map(({ number, i }) => ({
      ...{ x: i + 0.6, y: 0, yref: 'paper', xanchor: 'left', yanchor: 'bottom' },
      text: voice('race_stage', { number }),
      showarrow: false,
      opacity: 0.7,
    })),
  };
}
