/** Values as shades: few levels, so that a value that hardly moves changes nothing on the page. */

/** @typedef {{ low: number, high: number, log?: boolean }} Scale */

export const LEVELS = 32;
export const NONE = -1; // no value
export const BROKEN = -2; // not a number, or infinite: drawn as what it is, not as a bright value
const FAINTEST = 0.06; // of full colour: what is 0 is still seen to be there

/**
 * The level of a value: 0 at the lower end of the scale and below, LEVELS - 1 at the upper.
 * @param {number | null | undefined} value
 * @param {Scale} scale With log, both ends are above 0.
 */
export function level(value, { low, high, log = false }) {
  if (value === null || value === undefined) return NONE;
  if (!Number.isFinite(value)) return BROKEN;
  if (value >= high) return LEVELS - 1;
  if (value <= low) return 0;
  const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.round(share * (LEVELS - 1));
}

const OPACITIES = Array.from({ length: LEVELS }, (_, at) =>
  String(Math.round((FAINTEST + ((1 - FAINTEST) * at) / (LEVELS - 1)) * 1000) / 1000),
);

/**
 * The opacity of a level, as an attribute's value; what is broken is seen in full.
 * @param {number} at 0 to LEVELS - 1, or BROKEN.
 */
export const opacity = (at) => OPACITIES[at] ?? '1';
