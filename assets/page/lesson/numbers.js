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
 * How far two accuracies may lie apart by the choice of test images: two standard errors of their
 * difference, each a share of so many images.
 * @param {number} one
 * @param {number} other
 * @param {number} images
 */
export const noise = (one, other, images) =>
  2 * Math.sqrt((one * (1 - one) + other * (1 - other)) / images);

/**
 * The places of accuracies, from the best: those that noise may have put apart from the best of
 * theirs share their places.
 * @param {number[]} accuracies The best first.
 * @param {number} images On which each was measured.
 * @returns {[number, number][]} The first and the last place that each may have.
 */
export function places(accuracies, images) {
  /** @type {number[][]} */
  const groups = [];
  for (const value of accuracies) {
    const best = groups.at(-1)?.[0] ?? Infinity;
    if (groups.length && best - value <= noise(best, value, images)) groups.at(-1)?.push(value);
    else groups.push([value]);
  }
  let before = 0;
  return groups.flatMap((group) => {
    const first = before + 1;
    before += group.length;
    return group.map(() => /** @type {[number, number]} */ ([first, before]));
  });
}

/**
 * A share as a percentage, with as many digits as tell a reader something.
 * @param {number} share
 * @param {number} [digits]
 */
export const share = (share, digits = 0) => `${(100 * share).toFixed(digits)} %`;
