/** What becomes of a race: loss and accuracy by step, beside those of a guess. */
import { stepAxis } from './axes.js';
import { entry, factsOf, numberOf } from './log.js';
import { extent, GREY, layout, marker, named, switches, SYMBOLS } from './scene.js';

/** @typedef {import('./scene.js').Scene} Scene */
/** @typedef {'loss' | 'train_accuracy' | 'test_accuracy' | 'running_test_accuracy'} Curve */

/** @type {readonly Curve[]} */
export const CURVES = ['loss', 'train_accuracy', 'test_accuracy', 'running_test_accuracy'];
/** @type {readonly Curve[]} */
const NOW_AND_THEN = ['test_accuracy', 'running_test_accuracy']; // measured
const MOST_POINTS = 1000;
const STEEP = 10; // times the loss of a guess: a log axis from there

/**
 * The points of a curve: every one of those measured now and then, else as many as are seen.
 * @param {import('./log.js').Log} log
 * @param {string} kind
 * @param {Curve} what
 */
export function points(log, kind, what) {
  const every = NOW_AND_THEN.includes(what) ? 1 : Math.ceil(log.n / MOST_POINTS);
  const x = [];
  const y = [];
  for (let step = 0; step < log.n; step++) {
    const each = entry(log, step, kind);
    if (!each || (step % every && step !== log.n - 1)) continue;
    const value = each[what];
    if (value == null && NOW_AND_THEN.includes(what)) continue;
    x.push(numberOf(log, step));
    y.push(value);
  }
  return { x, y };
}

/**
 * Loss by step of both networks, with the entropy of the labels.
 * @param {Scene} scene
 * @returns {import('./scene.js').Figure}
 */
export function lossFigure(scene) {
  const { log, voice, looks } = scene;
  const guess = factsOf(log).guess.entropy;
  const data = log.wire.networks.map((kind) => ({
    ...curve(scene, kind, 'loss', named(scene, kind)),
    mode: log.n < 3 ? 'lines+markers' : 'lines',
    line: { color: looks.colours[kind], width: 2 },
    hovertemplate: '%{x}: %{y:.4g}',
  }));
  const losses = data.flatMap(({ y }) => y.filter((loss) => loss !== null));
  const steep = losses.some((loss) => loss > STEEP * guess);
  const flat = level(guess, voice('race_a_guess'), steep);
  const switched = switches(scene);
  const title = { text: voice('race_loss') };
  return {
    data,
    layout: layout(scene, {
      height: 280,
      xaxis: stepAxis(extent(scene), voice('race_step')),
      yaxis: steep
        ? { type: 'log', exponentformat: 'power', dtick: 'D2', title }
        : { rangemode: 'tozero', title },
      annotations: [...flat.annotations, ...stops(scene), ...switched.annotations],
      shapes: [...flat.shapes, ...marker(scene), ...switched.shapes],
    }),
  };
}

/**
 * Accuracy by step of both networks: of the batches, and of the test images now and then.
 * @param {Scene} scene
 * @returns {import('./scene.js').Figure}
 */
export function accuracyFigure(scene) {
  const { log, voice } = scene;
  const { guess } = factsOf(log);
  const flat = level(guess.majority_share, voice('race_chance'), false);
  const switched = switches(scene);
  return {
    data: log.wire.networks.flatMap((kind) => accuracies(scene, kind)),
    layout: layout(scene, {
      height: 320,
      margin: { l: 64, r: 14, t: 26, b: 100 },
      legend: { orientation: 'h', y: -0.3, yanchor: 'top', x: 0 },
      xaxis: stepAxis(extent(scene), voice('race_step')),
      yaxis: { range: [0, 1.02], tickformat: '.0%', title: { text: voice('race_accuracy') } },
      annotations: [...flat.annotations, ...switched.annotations],
      shapes: [...flat.shapes, ...marker(scene), ...switched.shapes],
    }),
  };
}

/**
 * @param {Scene} scene
 * @param {string} kind
 */
function accuracies(scene, kind) {
  const { log, voice, looks } = scene;
  const color = looks.colours[kind];
  const symbol = SYMBOLS[kind];
  const network = named(scene, kind);
  const marked = { mode: 'lines+markers' };
  /** @type {Record<string, unknown>[]} */
  const lines = [
    {
      ...curve(scene, kind, 'test_accuracy', voice('race_test', { network })),
      ...marked,
      line: { color, width: 3 },
      marker: { symbol, size: 9 },
    },
    {
      ...curve(scene, kind, 'train_accuracy', voice('race_train', { network })),
      mode: 'lines',
      opacity: 0.45,
      line: { color, width: 1 },
    },
  ];
  if (factsOf(log).settings.normalization === 'batch') {
    const running = voice('race_running_test', { network });
    lines.push({
      ...curve(scene, kind, 'running_test_accuracy', running),
      ...marked,
      line: { color, width: 1, dash: 'dot' },
      marker: { symbol: `${symbol}-open`, size: 7 },
    });
  }
  return lines.map((line) => ({ ...line, hovertemplate: '%{x}: %{y:.1%}' }));
}

/**
 * @param {Scene} scene
 * @param {string} kind
 * @param {Curve} what
 * @param {string} name
 * @returns {Record<string, any> & ReturnType<typeof points>}
 */
const curve = ({ log }, kind, what, name) => ({
  type: 'scatter',
  ...points(log, kind, what),
  legendgroup: kind,
  name,
});

/**
 * What needs no learning, as a line with its name.
 * @param {number} y
 * @param {string} text
 * @param {boolean} log Whether the axis is.
 */
const level = (y, text, log) => ({
  shapes: [
    {
      type: 'line',
      ...{ x0: 0, x1: 1, xref: 'paper', y0: y, y1: y },
      line: { dash: 'dash', width: 1, color: GREY },
    },
  ],
  annotations: [
    {
      text,
      ...{ x: 1, xref: 'paper', xanchor: 'right', y: log ? Math.log10(y) : y, yanchor: 'bottom' },
      showarrow: false,
      opacity: 0.8,
    },
  ],
});

/**
 * Where networks stopped because a number was no longer finite, said where it happened.
 * @param {Scene} scene
 */
function stops(scene) {
  const { log, voice, looks } = scene;
  return log.wire.networks.flatMap((kind) => {
    const rows = log.rows.slice(0, log.n);
    const gone = rows.findIndex(({ of }) => of[kind]?.diverged);
    if (gone < 0) return [];
    return [
      {
        x: numberOf(log, gone),
        xanchor: gone >= log.n / 2 ? 'right' : 'left',
        y: kind === 'plain' ? 0.5 : 0.38,
        yref: 'paper',
        showarrow: false,
        text: voice('race_diverged', { network: named(scene, kind) }),
        font: { color: looks.colours[kind] },
      },
    ];
  });
}
