/** How bright the parts of a drawn network are: as bright as the gradient that reaches them. */
import { level, LEVELS } from '../network/shades.js';
import { factsOf, values } from '../race/log.js';
import { factorAt } from './shortcuts.js';

/** @typedef {import('../race/log.js').Log} Log */
/** @typedef {import('../network/anatomy.js').Anatomy} Anatomy */

/** What is shown as brightness, and what "hears" speaks of. */
export const GRADIENT = 'activation_gradient';
const DARKEST = 1e-12; // of the largest gradient: what is less is as good as nothing

/** The last scale, which stays the same object as long as it is the same. */
let scale = { low: DARKEST, high: 1, log: true };

/**
 * The scale of the shades: of the gradients of both networks over the whole race.
 * @param {Log} log
 */
export function scaleOf(log) {
  const high = log.spans[GRADIENT]?.[1] ?? 1;
  if (scale.high !== high) scale = { low: DARKEST * high, high, log: true };
  return scale;
}

/**
 * The value of every layer, and of every arc: what the last layer before a block's sum receives,
 * times the factor of the shortcut. With a normalisation between the two it is not the sum's own.
 * @param {Log} log
 * @param {number} step From 0.
 * @param {string} kind
 * @param {Anatomy | null} anatomy
 */
export function shades(log, step, kind, anatomy) {
  const gradient = values(log, step, GRADIENT, kind);
  const names = factsOf(log).layers[kind];
  /** @type {Record<string, number | null>} */
  const found = Object.fromEntries(names.map((name, i) => [name, gradient[i]]));
  const factor = factorAt(log, step, kind);
  for (const { name, layers, shortcut } of (anatomy?.stages ?? []).flatMap((each) => each.blocks)) {
    const arrives = found[layers[layers.length - 1].name] ?? 0;
    if (shortcut) found[`${name}.arc`] = factor === 0 ? null : arrives * Math.abs(factor);
  }
  return found;
}

/**
 * The layers of the main path with their brightness, for a pulse.
 * @param {Log} log
 * @param {number} step From 0.
 * @param {string} kind
 * @param {number[]} places Of the layers, in pixels.
 */
export function brightness(log, step, kind, places) {
  const gradient = values(log, step, GRADIENT, kind);
  const scale = scaleOf(log);
  const share = (/** @type {number} */ value) => Math.max(0, level(value, scale)) / (LEVELS - 1);
  return places.map((x, i) => ({ x, share: share(gradient[i]) }));
}
