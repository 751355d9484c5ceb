/** Asks the program for what is new, and for what it may do to the race that is shown. */
import { keep, look, tokenOf } from './memory.js';
import { rate } from './log.js';
import { attached, isLive, shownStep, told } from './state.js';

/** @typedef {import('./state.js').Store} Store */

const HEARTBEAT = 20_000; // milliseconds between two questions while nobody looks
const ELSEWHERE = 5000; // the same while another tab of the page is open
const GLANCE = 200; // between two looks at which tab that is
const LIST = 2000; // between two lists of races
const NEXT = 5000; // until the next race of a preset is shown
const RULES = 1000; // between two questions about words, while the race goes on
const IDLE = 500;
const ENDED = 1000;
const MOST_OFFLINE = 5000;
const RECORDED = 'recorded'; // the race that comes with the program, shown while there is no other

/**
 * @param {object} given
 * @param {Store} given.store
 * @param {Record<string, (request: object) => Promise<any>>} given.server
 * @param {() => boolean} given.isGone Whether the tab is no longer on the page.
 * @param {() => boolean} given.isSeen Whether the tab is the one that is open.
 */
export function asking({ store, server, isGone, isSeen }) {
  const viewer = Math.random().toString(36).slice(2);
  let polls = 0;
  let recorded = true; // whether the program has one, as far as is known
  let listedAt = -Infinity;
  let failures = 0;
  /** @type {ReturnType<typeof setTimeout> | null} */
  let moving = null; // to the next race
  let explaining = false;
  let explainedAt = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | null} */
  let later = null;

  /**
   * Shows another race from its first step, or none.
   * @param {string | null} key
   */
  function attach(key) {
    const state = store.now();
    if (state.key === key) {
      // a race of one's own may be seen before the answer that says so
      if (state.token === null) store.update({ token: tokenOf(key) });
      return;
    }
    look(key === RECORDED ? null : key);
    store.update(attached(state, key, tokenOf(key)));
  }

  /** @returns {Promise<number>} Milliseconds until the next question. */
  async function poll() {
    const list = performance.now() - listedAt > LIST;
    const { key, log, away } = store.now();
    const facts = log.facts?.settings.steps ?? 0;
    const answer =
      away && !list ? {} : await server.poll({ viewer, run: key, cursor: log.n, facts, list });
    polls++;
    if (list) {
      listedAt = performance.now();
      store.update({ races: answer.races ?? [] });
      lookOn();
    }
    if (key !== store.now().key || store.now().away) return answer.wait ?? IDLE;
    if (answer.gone && key === RECORDED) {
      recorded = false;
      attach(null);
      store.update({ away: false });
      return IDLE;
    }
    if (answer.gone) {
      attach(null);
      store.update({ note: 'race_gone' });
      return ENDED;
    }
    if (!answer.run) {
      if (recorded && isSeen() && key === null) attach(RECORDED); // the stage is never empty
      return IDLE;
    }
    if (key === null) attach(answer.run); // somebody's race is under way: look on
    store.update(told(store.now(), answer));
    const state = store.now();
    if (isLive(state)) return state.log.n < answer.done ? 0 : pause(answer.wait);
    if (state.following) moveTo(state.following, state.key);
    return state.log.n < answer.done ? 0 : ENDED;
  }

  /** Somebody's race that is under way goes before the recorded one, unless that is replayed. */
  function lookOn() {
    const { key, replay, races, log } = store.now();
    const live = races.find(({ phase }) => log.wire.live.includes(phase));
    if (key === RECORDED && replay === null && live) attach(live.key);
  }

  /**
   * Milliseconds between two questions: two fifths of a step, so that each is drawn by itself.
   * @param {number} least
   */
  const pause = (least) =>
    Math.max(least, Math.min(400, 400 / (rate(store.now().log) ?? Infinity)));

  /**
   * Shows the next race of a preset in a while, unless the person replays this one.
   * @param {string} next
   * @param {string | null} from
   */
  function moveTo(next, from) {
    const { token } = store.now();
    if (token !== null) keep(next, token);
    moving ??= setTimeout(() => {
      moving = null;
      const { key, replay } = store.now();
      if (replay === null && key === from) attach(next);
    }, NEXT);
  }

  /** Asks until the tab goes. */
  async function loop() {
    while (!isGone()) {
      let wait = IDLE;
      const began = performance.now();
      try {
        wait = await poll();
        failures = 0;
        if (store.now().offline) store.update({ offline: false });
      } catch {
        wait = Math.min(MOST_OFFLINE, 300 * 2 ** failures++);
        store.update({ offline: true });
      }
      const left = Math.max(0, wait - (performance.now() - began));
      await (document.hidden ? nap(HEARTBEAT) : sleep(left));
      for (let slept = left; !isSeen() && slept < ELSEWHERE; slept += GLANCE) await sleep(GLANCE);
    }
  }

  /**
   * The rules behind the words of the step that is looked at: at most once a second while the race
   * goes on, at once when replaying.
   */
  async function explain() {
    const { key, replay, detail } = store.now();
    const step = shownStep(store.now());
    if (explaining || step < 0 || step === detail?.step) return;
    if (replay === null && performance.now() - explainedAt < RULES) {
      later ??= setTimeout(() => {
        later = null;
        explain();
      }, RULES);
      return;
    }
    explaining = true;
    explainedAt = performance.now();
    try {
      const answer = await server.detail({ run: key, step: step + 1 });
      if (key === store.now().key && answer.step) {
        const { plain, residual, batches, memory } = answer;
        const held = memory.device ?? memory.program;
        store.update({ detail: { step, html: { plain, residual }, batches, memory: held } });
      }
    } catch {
      // the next poll says what is wrong
    } finally {
      explaining = false;
    }
    if (store.now().replay !== null && store.now().detail?.step !== shownStep(store.now()))
      explain();
  }

  /**
   * Pause, resume, step, stop, more steps, another factor on shortcuts; or reset: an empty page,
   * and the end of a race of one's own.
   * @param {string} wish
   * @param {object} [wanted] What the wish needs.
   */
  async function wish(wish, wanted = {}) {
    const { key, token } = store.now();
    if (wish === 'reset') {
      attach(null);
      if (key && token) await server.wish({ run: key, token, wish: 'stop' });
      return;
    }
    store.update({ refused: '' });
    const answer = await server.wish({ run: key, token, wish, ...wanted });
    if (answer.refused) store.update({ refused: answer.refused, asked: {} });
    if (answer.phase) listSoon();
  }

  /** Ends a race of one's own that is no longer looked at: another one was started. */
  async function leave() {
    const state = store.now();
    if (!isLive(state) || state.token === null) return;
    await server.wish({ run: state.key, token: state.token, wish: 'stop' });
  }

  const listSoon = () => {
    listedAt = -Infinity;
  };

  return { attach, loop, explain, wish, leave, listSoon, polls: () => polls };
}

/** @param {number} time */
const sleep = (time) => new Promise((done) => setTimeout(done, time));

/**
 * Sleeps; a page that is looked at again catches up at once.
 * @param {number} time
 */
const nap = (time) =>
  new Promise((done) => {
    const wake = () => {
      document.removeEventListener('visibilitychange', seen);
      clearTimeout(timer);
      done(undefined);
    };
    const seen = () => {
      if (!document.hidden) wake();
    };
    const timer = setTimeout(wake, time);
    document.addEventListener('visibilitychange', seen);
  });
