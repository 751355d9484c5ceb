/** Where a lesson stands, and where the next press of the remote leads. No part of the page. */

/**
 * @typedef {object} Place
 * @property {string} step
 * @property {number} shown How often something was shown in it.
 */
/**
 * @typedef {object} Plan
 * @property {string[]} steps In their order.
 * @property {Record<string, number>} moments How often there is something more to show.
 */

/**
 * The steps of a version: the short lesson leaves out those without minutes.
 * @param {Record<string, [number, number]>} minutes By step: in the short and the long lesson.
 * @param {string} version `10`, `45` or `alone`.
 */
export const stepsOf = (minutes, version) =>
  Object.keys(minutes).filter((step) => version !== '10' || minutes[step][0] > 0);

/**
 * What comes after a place: something more is shown, or the next step; null at the very end.
 * @param {Plan} plan
 * @param {Place} place
 * @param {(step: string) => number} shownIn How often something was shown in another step.
 * @returns {Place | null}
 */
export function after({ steps, moments }, { step, shown }, shownIn) {
  if (shown < moments[step]) return { step, shown: shown + 1 };
  const next = neighbour(steps, step, 1);
  return next === null ? null : { step: next, shown: shownIn(next) };
}

/**
 * What comes before a place: the step before, as it was left; null at the beginning.
 * @param {Plan} plan
 * @param {Place} place
 * @param {(step: string) => number} shownIn
 * @returns {Place | null}
 */
export function before({ steps }, { step }, shownIn) {
  const last = neighbour(steps, step, -1);
  return last === null ? null : { step: last, shown: shownIn(last) };
}

/**
 * The step next to one; of a step that a version leaves out, the first there is.
 * @param {string[]} steps
 * @param {string} step
 * @param {1 | -1} by
 * @returns {string | null}
 */
function neighbour(steps, step, by) {
  const at = steps.indexOf(step);
  return at < 0 ? (steps[0] ?? null) : (steps[at + by] ?? null);
}

/**
 * A place as it was given, or the nearest there is.
 * @param {Plan} plan
 * @param {string | null} number Of the step, from 1.
 * @param {string | null} shown
 * @param {string[]} every All steps, by whose numbers they are known.
 * @returns {Place}
 */
export function placeOf({ moments }, number, shown, every) {
  const step = every[Math.round(Number(number)) - 1] ?? every[0];
  const times = Math.round(Number(shown)) || 0;
  return { step, shown: Math.min(Math.max(times, 0), moments[step]) };
}
