/**
 * What the Race tab knows: one object that is never changed in place, and one writer, `update`.
 * Everything on the page is drawn from it.
 */
import { emptyLog, offered, received } from './log.js';

/** @typedef {import('./log.js').Log} Log */

/**
 * @typedef {object} State
 * @property {string | null} key Of the race that is shown.
 * @property {string | null} token Whoever has it may stop the race.
 * @property {Log} log
 * @property {number | null} replay The step that is looked at, from 0; null: the newest.
 * @property {number} behind Newest steps that are not shown yet: several may arrive at once, and
 *   are shown one after the other.
 * @property {boolean} away After reset nothing is shown until something is started or chosen.
 * @property {string | null} phase
 * @property {number} steps Those that are wanted in all.
 * @property {import('../pairs.js').Pair | null} title
 * @property {number | null} before Races before it in the line; null where it waits for memory.
 * @property {number | null} until Seconds that it will wait in the line, about.
 * @property {number | null} remaining Seconds of computing that are left, about.
 * @property {number | null} downloaded Share of its data that has arrived, while they do.
 * @property {string} trouble Why it failed, as HTML.
 * @property {string} refused Why a wish was not granted, as HTML.
 * @property {string | null} following The race that comes after it by itself.
 * @property {boolean} more Whether it can go on, though it has ended.
 * @property {import('../pairs.js').Pair | null} question What it answers, as a title.
 * @property {Record<string, number>} asked By network: the factor on its shortcuts that was asked
 *   for and is not in the log yet.
 * @property {boolean} playing Whether the replay runs by itself.
 * @property {number} done Steps that the program has.
 * @property {Record<string, string> | null} link Its settings in the address, as far as told.
 * @property {string[]} left What of it no link can hold.
 * @property {'race_gone' | null} note Said while no race is shown.
 * @property {Detail | null} detail Of the step that was last asked about.
 * @property {Record<string, string>} quantities What each figure is to show, by its name.
 * @property {Record<string, Record<string, [number, number]>>} zoomed Chart to axis to the range
 *   that a person chose: it stays until a double click.
 * @property {Listed[]} races Those that are kept, the newest first.
 * @property {Log | null} former The race that was shown before, to compare with.
 * @property {boolean} offline Whether the program does not answer.
 * @property {string} language
 *
 * @typedef {object} Detail What the words of a step rest on.
 * @property {number} step From 0.
 * @property {Record<string, string | null>} html By network.
 * @property {Record<string, string>} batches Fingerprints, by network.
 * @property {number} memory Bytes.
 *
 * @typedef {object} Listed
 * @property {string} key
 * @property {import('../pairs.js').Pair} title
 * @property {string} phase
 * @property {number} born Milliseconds since 1970.
 */

/**
 * What an answer of the program says of the race that is shown.
 * @typedef {import('./wire.js').News & {
 *   phase: string, steps: number, title: import('../pairs.js').Pair, before: number | null,
 *   until: number | null, remaining: number | null,
 *   downloaded: number | null, trouble: string, following: string | null, done: number,
 *   more: boolean, question: import('../pairs.js').Pair, link: Record<string, string>,
 *   left: string[],
 * }} Told
 */

/**
 * @type {Pick<State, 'key' | 'token' | 'replay' | 'behind' | 'phase' | 'steps' | 'title' |
 *   'before' | 'until' | 'remaining' | 'downloaded' | 'trouble' | 'refused' | 'following' |
 *   'more' | 'question' | 'asked' | 'playing' | 'note' | 'detail' | 'zoomed' | 'done' |
 *   'link' | 'left'>}
 */
const NO_RACE = {
  key: null,
  token: null,
  replay: null,
  behind: 0,
  phase: null,
  steps: 0,
  title: null,
  before: 0,
  until: null,
  remaining: null,
  downloaded: null,
  trouble: '',
  refused: '',
  following: null,
  more: false,
  question: null,
  asked: {},
  playing: false,
  note: null,
  done: 0,
  link: null,
  left: [],
  detail: null,
  zoomed: {},
};

/**
 * The state of a page that has just been opened.
 * @param {import('./wire.js').Wire} wire
 * @param {Record<string, string>} quantities What each profile shows at first.
 * @param {string} language
 * @returns {State}
 */
export const opened = (wire, quantities, language) => ({
  ...NO_RACE,
  log: emptyLog(wire),
  away: false,
  quantities,
  races: [],
  former: null,
  offline: false,
  language,
});

/**
 * What changes when another race is shown, from its first step; or none.
 * @param {State} state
 * @param {string | null} key
 * @param {string | null} token
 * @returns {Partial<State>}
 */
export const attached = ({ log, former }, key, token) => ({
  ...NO_RACE,
  log: emptyLog(log.wire),
  former: key !== null && log.n ? log : former,
  key,
  token,
  away: key === null,
});

/**
 * What changes with an answer about the race that is shown.
 * @param {State} state
 * @param {Told} told
 * @returns {Partial<State>}
 */
export function told(state, told) {
  const { phase, steps, title, before, until, remaining, downloaded } = told;
  const { trouble, following, more, question } = told;
  const doing = { phase, steps, title, before, until, remaining, downloaded };
  const race = { ...doing, trouble, following, more, question };
  const { done, left } = told;
  // the same settings are the same object, so that whoever follows sees no change
  const link = JSON.stringify(told.link) === JSON.stringify(state.link) ? state.link : told.link;
  const log = received(state.log, told);
  // what was asked for is there when the switch is in the log
  const asked = log.events === state.log.events ? state.asked : {};
  return { ...race, log, asked, done, link, left, behind: behind(state, log, phase) };
}

const MOST_BEHIND = 3; // steps: whoever comes late sees the newest at once

/**
 * How many of the newest steps are to be shown later: of those that came now, one at once.
 * @param {State} state
 * @param {Log} log That after this one.
 * @param {string} phase
 */
function behind(state, log, phase) {
  const news = log.n - state.log.n;
  if (!news) return state.behind;
  if (!state.log.n || !log.wire.live.includes(phase)) return 0;
  return Math.min(state.behind + news - 1, MOST_BEHIND);
}

/**
 * The step that is looked at, from 0; -1 before the first.
 * @param {State} state
 */
export const shownStep = ({ log, replay, behind }) =>
  replay === null ? log.n - 1 - behind : Math.min(replay, log.n - 1);

/**
 * The step to replay for a place of the slider, which counts from 1: its end is the newest.
 * @param {State} state
 * @param {number} place
 */
export const replayed = ({ log }, place) => (place >= log.n ? null : place - 1);

/**
 * What a figure shows: what was chosen for it, or the first of what an older record has. A figure
 * for which nothing is chosen shows what the first one does.
 * @param {State} state
 * @param {string} chart
 */
export function quantityOf({ log, quantities }, chart) {
  const chosen = quantities[chart] ?? Object.values(quantities)[0];
  const there = offered(log);
  return there.includes(chosen) ? chosen : there[0];
}

/**
 * Whether the race may still do a step.
 * @param {State} state
 */
export const isLive = ({ log, phase }) => phase !== null && log.wire.live.includes(phase);

/**
 * Whether this person started the race.
 * @param {State} state
 */
export const isOwn = ({ token }) => token !== null;

/**
 * Holds the state and tells of every change.
 * @param {State} first
 */
export function hold(first) {
  let state = Object.freeze(first);
  /** @type {((state: State, before: State) => void)[]} */
  const followers = [];

  return {
    now: () => state,

    /**
     * The one writer.
     * @param {Partial<State>} changes
     */
    update(changes) {
      const before = state;
      state = Object.freeze({ ...state, ...changes });
      for (const follower of followers) follower(state, before);
    },

    /**
     * Calls back after every change.
     * @param {(state: State, before: State) => void} follower
     */
    follow(follower) {
      followers.push(follower);
    },
  };
}

/** @typedef {ReturnType<typeof hold>} Store */
