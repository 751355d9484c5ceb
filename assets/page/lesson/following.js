/** Follows one race of the lesson, step by step, until it has ended. */
import { attached, hold, isLive, opened, told } from '../race/state.js';
import { pacer } from '../stage/pacer.js';

/** @typedef {import('../race/state.js').Store} Store */

const APART = 120; // milliseconds between two questions
const PATIENCE = 20; // failures in a row before it is given up

/**
 * A race's key, and the token of whoever may switch its shortcuts.
 * @typedef {{ run: string, token: string | null }} Own
 */
/**
 * @typedef {object} Followed
 * @property {Store} store
 * @property {(enough: (state: import('../race/state.js').State) => boolean) => Promise<void>} until
 *   Waits until that holds, or the race can do no more; throws if it is lost.
 * @property {(wish: string, wanted: object) => Promise<boolean>} wish Whether it was granted.
 * @property {() => void} leave Asks no more.
 * @property {Own} own
 */

/**
 * @param {object} given
 * @param {Record<string, (request: object) => Promise<any>>} given.server
 * @param {import('../race/wire.js').Wire} given.wire
 * @param {string} given.name Of the race.
 * @param {string} given.language
 * @param {Own | null} [given.again] A race that was followed before.
 * @param {string} [given.former] Token of one's own that this one takes the place of.
 * @returns {Promise<Followed>}
 */
export async function followed({ server, wire, name, language, again = null, former = '' }) {
  const { run, token = null, refused = '' } = again ?? (await server.race({ name, former }));
  if (!run) throw new Error(refused);
  const store = hold(opened(wire, { stage: 'activation_gradient' }, language));
  pacer(store);
  store.update(attached(store.now(), run, token));
  const viewer = Math.random().toString(36).slice(2);
  let left = false;
  let lost = '';
  /** @type {(() => void)[]} */
  let waiting = [];

  async function ask() {
    const { log } = store.now();
    const facts = log.facts?.settings.steps ?? 0;
    const answer = await server.poll({ viewer, run, cursor: log.n, facts, list: false });
    if (answer.gone) lost = 'gone';
    else store.update(told(store.now(), answer));
    return answer.done ?? 0;
  }

  let running = false;
  /** Asks until the race has ended and all its steps are here. */
  async function go() {
    if (running) return;
    running = true;
    let failures = 0;
    while (!left && !lost) {
      try {
        const done = await ask();
        failures = 0;
        const { log } = store.now();
        if (!isLive(store.now()) && log.n >= done) break;
        if (log.n < done) continue;
      } catch {
        if (++failures >= PATIENCE) lost = 'offline';
      }
      await new Promise((next) => setTimeout(next, APART));
    }
    running = false;
    wake();
  }

  function wake() {
    const now = waiting;
    waiting = [];
    for (const each of now) each();
  }
  store.follow(wake);
  go();

  return {
    store,
    async until(enough) {
      while (!left) {
        const state = store.now();
        if (enough(state)) return;
        if (lost || (!running && !isLive(state))) throw new Error(state.trouble || lost || 'ended');
        await new Promise((next) => waiting.push(() => next(undefined)));
      }
    },
    async wish(wish, wanted) {
      const answer = await server.wish({ run, token, wish, ...wanted });
      if (answer.gone || answer.refused) return false;
      await ask(); // it is live again
      go();
      return true;
    },
    own: { run, token },
    leave() {
      left = true;
      wake();
    },
  };
}
