/** The Race tab's parts besides its figures, as functions of the state. */
import { all, find, say } from '../component.js';
import { apply } from '../language.js';
import { said } from '../pairs.js';
import { offered } from './log.js';
import { isLive, isOwn, quantityOf, shownStep } from './state.js';
import { status as raceStatus } from './status.js';
import * as words from './words.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./scene.js').Voice} Voice */
/** @typedef {import('./scene.js').Key} Key */

/**
 * @typedef {object} Known What the view needs beside the state.
 * @property {HTMLElement} element
 * @property {import('./words.js').Words} words
 * @property {import('./words.js').SettingNames} settings
 */

/**
 * Shows the state.
 * @param {Known} known
 * @param {State} state
 * @param {Voice} voice
 */
export function show(known, state, voice) {
  buttons(known, state, voice);
  bar(known, state, voice);
  replay(known, state, voice);
  menus(known, state, voice);
  races(known, state, voice);
  rules(known, state, voice);
  if (state.log.n) summaries(known, state, voice);
}

/**
 * @param {Known} known
 * @param {State} state
 * @param {Voice} voice
 */
function buttons({ element }, state, voice) {
  const may = isLive(state) && isOwn(state);
  const paused = state.phase === 'paused';
  const usable = /** @type {Record<string, boolean>} */ ({
    pause: may && !paused,
    resume: may && paused,
    step: may,
    stop: may,
    reset: state.key !== null,
    more: isOwn(state) && state.more,
  });
  for (const button of all(element, '[data-wish]')) {
    const wish = button.dataset.wish ?? '';
    /** @type {HTMLButtonElement} */ (button).disabled = !usable[wish];
    if (wish === 'resume') button.hidden = !may || !paused;
    else if (wish === 'pause') button.hidden = !may || paused;
    else if (wish !== 'reset') button.hidden = !usable[wish]; // nothing that does nothing
  }
  const play = find(element, '.play', HTMLButtonElement);
  play.hidden = may || state.log.n < 2;
  say(play, voice(state.playing ? 'race_hold' : 'race_play'));
}

/**
 * @param {Known} known
 * @param {State} state
 * @param {Voice} voice
 */
function bar({ element }, state, voice) {
  const { key, log, steps } = state;
  find(element, 'progress', HTMLProgressElement).value = steps ? log.n / steps : 0;
  say(find(element, '.status'), status(state, voice));
  say(find(element, '.note'), note(state, voice));
  const failure = find(element, '.failure');
  const trouble = state.refused || state.trouble;
  failure.hidden = !trouble;
  html(failure, trouble);
  find(element, '.empty').hidden = key !== null; // never a blank figure
  find(element, '.keep').hidden = !log.n;
  for (const link of key === null ? [] : all(element, '.download')) {
    const { href } = new URL(`explorer/race/${key}.zip`, document.baseURI);
    /** @type {HTMLAnchorElement} */ (link).href = href; // a file has none
  }
}

/**
 * @param {State} state
 * @param {Voice} voice
 */
function status(state, voice) {
  const { log, phase, language } = state;
  if (state.offline) return voice('race_offline');
  if (phase === null) return '';
  const memory = state.detail?.memory ?? null;
  return raceStatus(log, { ...state, phase, memory }, language, voice);
}

/**
 * @param {State} state
 * @param {Voice} voice
 */
function note(state, voice) {
  if (state.key === null) return state.note ? voice(state.note) : '';
  if (isLive(state)) return isOwn(state) ? '' : voice('race_attached');
  if (state.key === 'recorded') return voice('race_recorded_note');
  return state.following ? voice('race_next') : '';
}

/**
 * @param {Known} known
 * @param {State} state
 * @param {Voice} voice
 */
function replay({ element }, state, voice) {
  const { log } = state;
  const slider = find(element, '.replay input', HTMLInputElement);
  slider.disabled = log.n < 2;
  slider.max = String(Math.max(1, log.n));
  slider.value = state.replay === null ? slider.max : String(state.replay + 1);
  const step = log.n ? `${voice('race_step')} ${log.rows[shownStep(state)].step}` : '';
  say(find(element, '.replay output'), step);
  find(element, '.replay .live').hidden = state.replay === null;
}

/**
 * The choice of what a profile shows.
 * @param {Known} known
 * @param {State} state
 * @param {Voice} voice
 */
function menus({ element }, state, voice) {
  const options = offered(state.log).map((name) => [name, voice(`race_q_${name}`)]);
  for (const chart of all(element, '[data-chart]')) {
    const menu = chart.querySelector('.quantity');
    if (!(menu instanceof HTMLSelectElement)) continue;
    offer(menu, options);
    menu.value = quantityOf(state, chart.dataset.chart ?? '');
  }
}

/**
 * The races that are kept, the newest first.
 * @param {Known} known
 * @param {State} state
 * @param {Voice} voice
 */
function races({ element }, { key, races: listed, language }, voice) {
  const menu = find(element, '.races', HTMLSelectElement);
  const options = listed.map((each) => [
    each.key,
    `${time(each.born)} ${said(each.title, language)} – ${phaseName(each.phase, voice)}`,
  ]);
  if (key === null || !listed.some((each) => each.key === key)) options.unshift(['', '–']);
  // one that is open stays as it is, unless there is more to choose from
  if (document.activeElement === menu && menu.options.length === options.length) return;
  offer(menu, options);
  menu.value = listed.some((each) => each.key === key) ? (key ?? '') : '';
}

/** @param {number} born */
const time = (born) =>
  new Date(born).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  });

/**
 * @param {string} phase
 * @param {Voice} voice
 */
const phaseName = (phase, voice) =>
  voice(phase === 'waiting' ? 'race_in_line' : /** @type {Key} */ (`race_phase_${phase}`));

/**
 * What can be chosen in a menu; the same choice again touches nothing.
 * @param {HTMLSelectElement} menu
 * @param {string[][]} options Value and text of each.
 */
function offer(menu, options) {
  const there = [...menu.options].map((option) => [option.value, option.text]);
  if (JSON.stringify(there) === JSON.stringify(options)) return;
  menu.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
}

/**
 * What the words of a network rest on.
 * @param {Known} known
 * @param {State} state
 * @param {Voice} voice
 */
function rules({ element, words: names }, state, voice) {
  const { log, detail } = state;
  for (const kind of log.wire.networks) {
    const place = find(element, `.rules.${kind}`);
    const seen = log.n ? words.lane(log, shownStep(state), kind, names, voice) : null;
    say(find(place, '.numbers'), seen?.numbers ?? '');
    say(find(place, '.first'), seen?.first ?? '');
    const rules = detail?.html[kind];
    if (!detail) html(find(place, '.detail'), '');
    else if (rules && html(find(place, '.detail'), rules)) apply(place);
  }
}

/**
 * What each figure shows, and the facts.
 * @param {Known} known
 * @param {State} state
 * @param {Voice} voice
 */
function summaries({ element, settings }, state, voice) {
  const { log, detail, language } = state;
  const step = shownStep(state);
  const profile = (/** @type {string} */ name) =>
    words.profileSummary(log, step, quantityOf(state, name), voice);
  const texts = /** @type {Record<string, string>} */ ({
    'profile-a': profile('profile-a'),
    'profile-b': profile('profile-b'),
    heat: words.heatSummary(log, quantityOf(state, 'heat'), voice),
    loss: words.lossSummary(log, step, voice),
    accuracy: words.accuracySummary(log, step, voice),
  });
  for (const chart of all(element, '.chart')) {
    say(find(chart, '.summary'), texts[chart.dataset.chart ?? '']);
  }
  say(find(element, '.facts'), words.facts(log, detail, settings, language, voice));
}

/**
 * Puts HTML in place; the same again touches nothing.
 * @param {HTMLElement} part
 * @param {string} wanted
 * @returns {boolean} Whether it is new.
 */
function html(part, wanted) {
  if (shown.get(part) === wanted) return false;
  shown.set(part, wanted);
  part.innerHTML = wanted;
  return true;
}

/** @type {WeakMap<HTMLElement, string>} */
const shown = new WeakMap(); // what a browser gives back as innerHTML is written otherwise
