/** What every figure of a race is drawn from, and what all of them share. */
import { numberOf } from './log.js';

/** @typedef {import('../figures/plotly.js').Figure} Figure */

/**
 * A text in the language of now.
 * @typedef {(key: Key, values?: Record<string, unknown>) => string} Voice
 *
 * @typedef {import('../../locale/en.json')} Texts
 * @typedef {keyof Texts | `race_q_${string}` | `race_word_${string}`} Key
 */

/**
 * @typedef {object} Scene
 * @property {string} key Of the race: zoom and hidden traces stay as long as it does.
 * @property {import('./log.js').Log} log
 * @property {number} step The one that is looked at.
 * @property {number | null} marked The same if it is not the newest.
 * @property {boolean} live Whether steps are still to come.
 * @property {number} steps Those that are wanted in all.
 * @property {Voice} voice
 * @property {import('../figures/looks.js').Looks} looks
 */

export const SYMBOLS = /** @type {Record<string, string>} */ ({
  plain: 'circle',
  residual: 'square',
});
export const GREY = '#888';

/**
 * A layout as all have it.
 * @param {Scene} scene
 * @param {Record<string, any>} own
 */
export const layout = ({ key, looks }, own) => ({
  autosize: true,
  height: 300,
  uirevision: key,
  margin: { l: 64, r: 14, t: 26, b: 44 },
  legend: { orientation: 'h', y: 1.14, x: 0, bgcolor: 'rgba(0,0,0,0)' },
  template: looks.template,
  hovermode: 'closest',
  ...own,
});

/**
 * What an axis of steps needs to know.
 * @param {Scene} scene
 */
export const extent = ({ log, steps, live }) => ({ n: numberOf(log, log.n - 1), steps, live });

/**
 * A network's name.
 * @param {Scene} scene
 * @param {string} kind
 */
export const named = ({ voice }, kind) => voice(kind === 'plain' ? 'race_plain' : 'race_residual');

/**
 * A line at the step that is looked at, over the whole height.
 * @param {Scene} scene
 * @param {{ color?: string, xref?: string }} [style]
 */
export function marker({ log, marked }, { color = GREY, xref = 'x' } = {}) {
  if (marked === null) return [];
  const step = numberOf(log, marked);
  const at = { x0: step, x1: step, xref, y0: 0, y1: 1, yref: 'paper' };
  return [{ type: 'line', ...at, line: { color, width: 2 } }];
}

const LOWER = 0.09; // of the figure: an event's words below those of one that is near
const NEAR = 0.3; // of the steps

/**
 * What the shortcut switch did: a line before the first step with it, and words in the network's
 * colour.
 * @param {Scene} scene
 */
export function switches(scene) {
  const { log, voice, looks } = scene;
  const done = log.events.filter(([step]) => log.n && step <= numberOf(log, log.n - 1));
  const shapes = done.map(([step, kind]) => ({
    type: 'line',
    ...{ x0: step - 0.5, x1: step - 0.5, y0: 0, y1: 1, yref: 'paper' },
    line: { color: looks.colours[kind], width: 2, dash: 'dot' },
  }));
  const near = (/** @type {number} */ step, /** @type {number} */ place) =>
    done.slice(0, place).filter(([other]) => step - other < NEAR * log.n).length;
  const annotations = done.map(([step, kind, factor], place) => ({
    ...{ x: step - 0.5, xanchor: 'left', yref: 'paper', yanchor: 'bottom' },
    y: 1 - LOWER * near(step, place), // above the figure, where no curve is
    showarrow: false,
    text: voice(factor === 0 ? 'race_shortcuts_cut' : 'race_shortcuts_given', {
      network: named(scene, kind),
      factor,
    }),
    font: { color: looks.colours[kind] },
  }));
  return { shapes, annotations };
}
