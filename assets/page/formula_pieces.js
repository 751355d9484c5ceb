/** Simple formulas, `x_L + F(x)`: letters stand italic, what follows `_` is lowered. */

const SIMPLE = /([A-Za-z])(?:_([A-Za-z0-9]))?|[^A-Za-z]+/g;

/**
 * What a simple formula is made of.
 * @param {string} latex
 */
export const pieces = (latex) =>
  [...latex.matchAll(SIMPLE)].map(([whole, letter, lowered]) => ({
    text: letter ?? whole,
    italic: letter !== undefined,
    lowered: lowered ?? '',
  }));
