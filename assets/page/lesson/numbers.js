/** Numbers as they are written on a blackboard. */
import { powerOfTen } from '../stage/curve.js';

/**
 * A factor: in powers of ten where it is very small or large.
 * @param {number} value
 */
export function factor(value) {
  if (!Number.isFinite(value) || value === 0) return String(value);
  const size = Math.abs(value);
  if (size >= 0.01 && size < 1000) return String(Number(value.toPrecision(2)));
  const [digits, power] = value.toExponential(1).split('e');
  return `${digits} × ${powerOfTen(Number(power))}`;
}

/**
 * A share as a percentage, with as many digits as tell a reader something.
 * @param {number} share
 * @param {number} [digits]
 */
export const share = (share, digits = 0) => `${(100 * share).toFixed(digits)} %`;
