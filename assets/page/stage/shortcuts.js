/** What the shortcut switch says of a network at a step. */
import { factsOf, numberOf } from '../race/log.js';

/** @typedef {import('../race/log.js').Log} Log */

/**
 * The factor on the shortcuts of a network at a step: that of the last switch, or of the settings.
 * @param {Log} log
 * @param {number} step From 0.
 * @param {string} kind
 */
export function factorAt(log, step, kind) {
  const number = step < 0 ? 1 : numberOf(log, step);
  const done = log.events.filter(([at, network]) => network === kind && at <= number);
  const last = done.at(-1);
  return last ? last[2] : firstFactor(log, kind);
}

/**
 * The factor before any switch.
 * @param {Log} log
 * @param {string} kind
 */
export const firstFactor = (log, kind) =>
  kind === 'plain' ? 0 : factsOf(log).settings.shortcut_scale;

/**
 * The factor that giving shortcuts back means: that of the settings, or the identity.
 * @param {Log} log
 * @param {string} kind
 */
export const givenFactor = (log, kind) => firstFactor(log, kind) || 1;

/**
 * What a block of a network computes at a step: `y = F(x) + 0.85·x`.
 * @param {Log} log
 * @param {number} step From 0.
 * @param {string} kind
 */
export function formulaAt(log, step, kind) {
  const { residual_scale: scale = 1, depth } = factsOf(log).settings;
  const number = typeof scale === 'number' ? scale : 1 / Math.sqrt((depth - 2) / 2);
  const branch = kind === 'plain' ? 'F(x)' : times(number, 'F(x)');
  const factor = factorAt(log, step, kind);
  return factor === 0 ? `y = ${branch}` : `y = ${branch} + ${times(factor, 'x')}`;
}

/**
 * @param {number} factor
 * @param {string} what
 */
const times = (factor, what) => (factor === 1 ? what : `${Number(factor.toPrecision(2))}·${what}`);
