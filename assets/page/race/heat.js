/** Layer x step of both networks on one scale of colours. */
import { decades, linearRange, stepAxis } from './axes.js';
import { entry, factsOf, numberOf, shownAs, values } from './log.js';
import { extent, layout, marker, named } from './scene.js';

/** @typedef {import('./scene.js').Scene} Scene */

const VIRIDIS = ['#440154', '#414487', '#2a788e', '#22a884', '#7ad151', '#fde725'];
const UNDER = '#9e9e9e';
const OVER = '#d40000';
const BAND = 0.08; // of the scale, for each kind of value that a log axis cannot show
const MOST_COLUMNS = 400;
const TICKS = 6;

/**
 * The figure.
 * @param {Scene} scene
 * @param {string} quantity
 * @returns {import('./scene.js').Figure}
 */
export function heatFigure(scene, quantity) {
  const { log, voice } = scene;
  const scale = scaleOf(log.spans[quantity], log.gauges[quantity].log);
  const axis = stepAxis(extent(scene), voice('race_step'));
  const white = { color: '#fff' };
  const layers = log.wire.networks.map((kind) => factsOf(log).layers[kind].length);
  return {
    data: log.wire.networks.map((kind, k) => ({
      ...map(scene, quantity, kind, scale),
      xaxis: k ? 'x2' : 'x',
      yaxis: k ? 'y2' : 'y',
      showscale: k === 1,
      colorbar: { ...ticks(scale, voice), thickness: 14, len: 1 },
    })),
    layout: layout(scene, {
      height: 320,
      xaxis: { ...axis, domain: [0, 0.47] },
      xaxis2: { ...axis, domain: [0.53, 1], matches: 'x' },
      yaxis: { title: { text: voice('race_layer') }, range: [0.5, Math.max(...layers) + 0.5] },
      yaxis2: { anchor: 'x2', matches: 'y' },
      annotations: [heading(scene, 'plain', 0), heading(scene, 'residual', 0.53)],
      shapes: [
        ...marker(scene, { ...white, xref: 'x' }),
        ...marker(scene, { ...white, xref: 'x2' }),
      ],
    }),
  };
}

/**
 * Values, or their powers of ten, with a band below for 0 and underflow and one above for what is
 * not finite.
 * @typedef {object} Scale
 * @property {boolean} log
 * @property {number} low
 * @property {number} high
 * @property {number} band Height of each.
 * @property {number} bottom Of the band below.
 * @property {number} top Of the band above.
 */

/**
 * @param {[number, number]} span
 * @param {boolean} log
 * @returns {Scale}
 */
function scaleOf(span, log) {
  const [low, high] = log ? decades(span) : linearRange(span);
  const band = BAND * (high - low);
  return { log, low, high, band, bottom: low - band, top: high + band };
}

/**
 * Where a value lies on the scale.
 * @param {number} value
 * @param {Scale} scale
 */
export function placed(value, { log, bottom, top, band }) {
  const what = shownAs(value, log);
  if (what === 'shown') return log ? Math.log10(value) : value;
  return what === 'under' ? bottom + band / 2 : top - band / 2;
}

/**
 * One network's cells.
 * @param {Scene} scene
 * @param {string} quantity
 * @param {string} kind
 * @param {Scale} scale
 */
function map(scene, quantity, kind, scale) {
  const { log, voice } = scene;
  const stride = Math.ceil(log.n / MOST_COLUMNS);
  const steps = Array.from({ length: Math.ceil(log.n / stride) }, (_, column) => column * stride);
  const columns = steps.map((step) =>
    entry(log, step, kind) ? [...values(log, step, quantity, kind)] : null,
  );
  const z = factsOf(log).layers[kind].map((_, layer) =>
    columns.map((column) => column && placed(column[layer], scale)),
  );
  const said = [named(scene, kind), `${voice('race_step')} %{x}`, `${voice('race_layer')} %{y}`];
  const value = scale.log ? '10<sup>%{z:.2f}</sup>' : '%{z:.3g}';
  return {
    type: 'heatmap',
    name: named(scene, kind),
    z,
    x: steps.map((step) => numberOf(log, step)),
    y: z.map((_, layer) => layer + 1),
    zmin: scale.bottom,
    zmax: scale.top,
    colorscale: colours(scale),
    zsmooth: false,
    hovertemplate: `${said.join(', ')}: ${value}<extra></extra>`,
  };
}

/** @param {Scale} scale */
function colours({ low, high, bottom, top }) {
  const share = (/** @type {number} */ value) => (value - bottom) / (top - bottom);
  const last = VIRIDIS.length - 1;
  const within = VIRIDIS.map((colour, i) => [share(low + ((high - low) * i) / last), colour]);
  return [[0, UNDER], [share(low), UNDER], ...within, [share(high), OVER], [1, OVER]];
}

/**
 * @param {Scale} scale
 * @param {import('./scene.js').Voice} voice
 */
function ticks({ log, low, high, bottom, top, band }, voice) {
  const over = { at: top - band / 2, text: voice('race_overflow') };
  const under = { at: bottom + band / 2, text: voice('race_underflow') };
  const within = log ? powers(low, high) : evenly(low, high);
  const all = log ? [under, ...within, over] : [...within, over]; // nothing is too small
  return { tickvals: all.map(({ at }) => at), ticktext: all.map(({ text }) => text) };
}

/**
 * @param {number} low
 * @param {number} high
 */
function powers(low, high) {
  const stride = Math.max(1, Math.ceil((high - low) / TICKS));
  const found = [];
  for (let at = low + 1; at < high; at += stride) found.push({ at, text: `10<sup>${at}</sup>` });
  return found;
}

/**
 * @param {number} low
 * @param {number} high
 */
const evenly = (low, high) =>
  [0.1, 0.3, 0.5, 0.7, 0.9].map((share) => {
    const at = low + share * (high - low);
    return { at, text: String(Number(at.toPrecision(2))) };
  });

/**
 * @param {Scene} scene
 * @param {string} kind
 * @param {number} x
 */
const heading = (scene, kind, x) => ({
  text: `<b>${named(scene, kind)}</b>`,
  ...{ x, y: 1.02, xref: 'paper', yref: 'paper', xanchor: 'left', yanchor: 'bottom' },
  showarrow: false,
  font: { color: scene.looks.colours[kind] },
});
