/** Where a lesson stands, and where the next press of the remote leads. No part of the page. */

/**
 * @typedef {object} Place
 * @property {string} step
 * @property {number} shown How often something was shown in it.
 */
/**
 * @typedef {object} Plan
 * @property {string[]} steps Of a version, in their order.
 * @property {Record<string, number>} moments How often there is something more to show, for all
 *   steps in their order, those too that a version leaves out.
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
  const next = neighbour({ steps, moments }, step, 1);
  return next === null ? null : { step: next, shown: shownIn(next) };
}

/**
 * What comes before a place: the step before, as it was left; null at the beginning.
 * @param {Plan} plan
 * @param {Place} place
 * @param {(step: string) => number} shownIn
 * @returns {Place | null}
 */
export function before(plan, { step }, shownIn) {
  const last = neighbour(plan, step, -1);
  return last === null ? null : { step: last, shown: shownIn(last) };
}

/**
 * The step of a version next to one, which the version may leave out.
 * @param {Plan} plan
 * @param {string} step
 * @param {1 | -1} by
 * @returns {string | null}
 */
export function neighbour({ steps, moments }, step, by) {
  const every = Object.keys(moments);
  const at = every.indexOf(step);
  const there = every.filter((each, place) => steps.includes(each) && by * (place - at) > 0);
  return there.at(by > 0 ? 0 : -1) ?? null;
}

/**
 * A place as it was given, or the nearest there is; `doubts` has what is allowed for what is not.
 * @param {Record<string, number>} moments Of every step, in their order.
 * @param {string | null} number Of the step, from 1.
 * @param {string | null} shown
 * @returns {Place & { doubts: Record<string, string> }}
 */
export function placeOf(moments, number, shown) {
  const every = Object.keys(moments);
  /** @type {Record<string, string>} */
  const doubts = {};
  const step = every[Number(number ?? 1) - 1];
  if (!step) doubts.step = `1–${every.length}`;
  const most = moments[step ?? every[0]];
  const times = Number(shown);
  if (!Number.isInteger(times) || times < 0 || times > most) doubts.shown = `0–${most}`;
  return {
    step: step ?? every[0],
    shown: Math.min(Math.max(Math.round(times) || 0, 0), most),
    doubts,
  };
}
