/** The address of a race: its key, its settings, the step that is looked at. */
import { asked, keep, leaveOut, refuse } from '../address.js';
import { isLive, replayed } from './state.js';

/** @typedef {import('./state.js').Store} Store */

const TAB = 'race';
const KEY = 'race';
const OTHERS = ['preset', 'turns']; // beside the settings

/**
 * What the address asks for: the key of a race, or a race that is to be computed.
 * @param {string[]} settings Their names.
 */
export const askedRace = (settings) => ({
  key: asked(KEY, TAB),
  settings: [...OTHERS, ...settings].some((name) => asked(name, TAB) !== null),
});

/**
 * Keeps the address of what is shown, and shows the step that it asks for once that is here.
 * @param {Store} store
 * @param {string[]} settings Their names.
 */
export function keepRace(store, settings) {
  let wanted = asked('step', TAB);
  const none = Object.fromEntries([...OTHERS, ...settings].map((name) => [name, null]));

  /** @param {import('./state.js').State} state */
  function seek(state) {
    const { log, done } = state;
    if (wanted === null || !log.n) return;
    const step = Number(wanted);
    const whole = Number.isInteger(step) && step > 0;
    if (whole && step > log.n && (isLive(state) || log.n < done)) return; // still to come
    wanted = null;
    if (!whole || step > log.n) refuse(TAB, 'step', `1–${log.n}`);
    else store.update({ replay: replayed(state, step) });
  }

  store.follow((state, before) => {
    const { key, link, left, replay } = state;
    if (key !== null && key !== asked(KEY, TAB)) wanted = null; // of another race
    if (key !== null && link !== null) {
      if (key !== before.key || link !== before.link || replay !== before.replay) {
        const step = wanted ?? (replay === null ? null : String(replay + 1));
        keep(TAB, { ...none, ...link, [KEY]: key, step });
      }
      if (left !== before.left) leaveOut(TAB, left);
    }
    seek(state);
  });
}
