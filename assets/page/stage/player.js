/** Plays a race that is there, step by step, as if it were computed now. */
import { isLive, shownStep } from '../race/state.js';

/** @typedef {import('../race/state.js').Store} Store */

const PACE = 120; // milliseconds a step

/** @param {Store} store */
export function player(store) {
  /** @type {ReturnType<typeof setInterval> | null} */
  let clock = null;

  function tick() {
    const state = store.now();
    const next = shownStep(state) + 1;
    if (state.replay === null || next >= state.log.n) return pause();
    return store.update({ replay: next === state.log.n - 1 ? null : next });
  }

  function play() {
    const state = store.now();
    if (state.log.n < 2) return;
    if (state.replay === null) store.update({ replay: 0 });
    clock ??= setInterval(tick, PACE);
    store.update({ playing: true });
  }

  function pause() {
    if (clock !== null) clearInterval(clock);
    clock = null;
    if (store.now().playing) store.update({ playing: false });
  }

  store.follow((state, before) => {
    if (clock !== null && (state.key !== before.key || isLive(state))) pause();
  });

  return { play, pause, toggle: () => (clock === null ? play() : pause()) };
}
