/** The axes of a race's figures. */

const TICKS = 7; // powers of ten that are named, at most
const EDGE = 0.15; // of a power of ten, around all that was seen
const AIR = 0.05; // of a linear axis, at either end
const FEW = 8; // steps of which each is named

/**
 * Whole powers of ten around all that was seen.
 * @param {[number, number]} [span]
 * @returns {[number, number]}
 */
export function decades([low, high] = [1, 1]) {
  if (!(low <= high)) return [-1, 1]; // nothing that a log axis shows
  return [Math.floor(Math.log10(low) - EDGE), Math.ceil(Math.log10(high) + EDGE)];
}

/**
 * Around all that was seen, on an axis that is not logarithmic.
 * @param {[number, number]} [span]
 * @returns {[number, number]}
 */
export function linearRange([low, high] = [0, 1]) {
  if (!(low <= high)) return [0, 1]; // nothing finite
  const air = high > low ? AIR * (high - low) : 0.5;
  return [low - air, high + air];
}

/**
 * The axis of a quantity.
 * @param {[number, number] | undefined} span
 * @param {boolean} log
 */
export const valueAxis = (span, log) =>
  log ? logAxis(decades(span)) : { range: linearRange(span) };

/**
 * A log axis over powers of ten.
 * @param {[number, number]} range
 */
export const logAxis = ([low, high]) => ({
  type: 'log',
  range: [low, high],
  exponentformat: 'power',
  dtick: Math.max(1, Math.ceil((high - low) / TICKS)),
});

/**
 * The last step that an axis has room for; it grows in jumps, so that curves do not creep.
 * @param {{ n: number, steps: number, live: boolean }} race Steps done, steps wanted.
 */
export function upperStep({ n, steps, live }) {
  return live ? Math.min(steps, Math.max(20, 2 ** Math.ceil(Math.log2(n)))) : n;
}

/**
 * The axis of the steps.
 * @param {{ n: number, steps: number, live: boolean }} race
 * @param {string} title
 */
export function stepAxis(race, title) {
  const upper = upperStep(race);
  return {
    title: { text: title },
    range: [0.5, Math.max(upper, 2) + 0.5],
    tickformat: 'd',
    minallowed: 0,
    ...(upper < FEW ? { dtick: 1 } : {}),
  };
}
