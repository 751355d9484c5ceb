/** Shows steps that arrived together one after the other, as they were computed. */
import { rate } from '../race/log.js';

/** @typedef {import('../race/state.js').Store} Store */

const SLOWEST = 120; // milliseconds a step
const CATCHING_UP = 0.8; // of the time that a step takes

/** @param {Store} store */
export function pacer(store) {
  /** @type {ReturnType<typeof setTimeout> | null} */
  let clock = null;

  function next() {
    clock = null;
    const { behind } = store.now();
    if (behind > 0) store.update({ behind: behind - 1 });
  }

  store.follow(({ behind, log }) => {
    if (behind === 0 || clock !== null) return;
    const step = 1000 / (rate(log) ?? Infinity);
    clock = setTimeout(next, Math.min(SLOWEST, CATCHING_UP * step));
  });
}
