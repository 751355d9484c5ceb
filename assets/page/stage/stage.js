/** The stage of a race: both networks, their curves and words, on one screen. */
import { all, around, find, say } from '../component.js';
import { said } from '../pairs.js';
import { factsOf, numberOf, offered } from '../race/log.js';
import { isLive, isOwn, quantityOf, shownStep } from '../race/state.js';
import { heading } from '../race/words.js';
import { lane } from './lane.js';
import { factorAt, givenFactor } from './shortcuts.js';

/** @typedef {import('../race/state.js').State} State */
/** @typedef {import('../race/scene.js').Voice} Voice */

/**
 * @typedef {object} Given
 * @property {HTMLElement} element The component's.
 * @property {() => State} now
 * @property {import('../race/words.js').Words} words
 * @property {import('../race/words.js').SettingNames} settings
 * @property {Record<string, import('../pairs.js').Pair>} drawing What a drawn network says.
 * @property {(network: string, factor: number) => void} switched Called when a person wants
 *   another factor on a network's shortcuts.
 */

/** @param {Given} given */
export function stage({ element, now, words, settings, drawing, switched }) {
  const texts = () =>
    Object.fromEntries(
      Object.entries(drawing).map(([key, pair]) => [key, said(pair, now().language)]),
    );
  const places = Object.fromEntries(
    all(element, '.race-stage .lane').map((place) => [place.dataset.kind ?? '', place]),
  );
  const lanes = Object.entries(places).map(([kind, place]) => ({
    kind,
    place,
    ...lane(place, kind, texts),
  }));
  const sizes = new ResizeObserver(() => {
    if (!element.isConnected) sizes.disconnect();
    else for (const { again } of lanes) again();
  });
  for (const place of all(element, '.race-stage .curve')) sizes.observe(place);

  element.addEventListener('click', (event) => {
    const kind = around(event, '.switch button') && around(event, '.lane')?.dataset.kind;
    if (kind) turn(kind);
  });
  element.addEventListener('change', (event) => {
    const kind = around(event, '.lane')?.dataset.kind;
    const slider = event.target;
    if (kind && slider instanceof HTMLInputElement) switched(kind, Number(slider.value));
  });
  element.addEventListener('input', (event) => {
    const place = around(event, '.switch');
    const slider = event.target;
    if (place && slider instanceof HTMLInputElement) {
      say(find(place, 'output'), times(Number(slider.value)));
    }
  });

  /**
   * Gives shortcuts, or cuts them.
   * @param {string} kind
   */
  function turn(kind) {
    const { log } = now();
    if (!log.facts) return;
    const factor = wanted(kind);
    switched(kind, factor === 0 ? givenFactor(log, kind) : 0);
  }

  /**
   * The factor of a network as it will be at the next step.
   * @param {string} kind
   */
  function wanted(kind) {
    const { log, asked } = now();
    return asked[kind] ?? factorAt(log, log.n - 1, kind);
  }

  /**
   * @param {State} state
   * @param {Voice} voice
   */
  function show(state, voice) {
    const { log, question, language } = state;
    find(element, '.race-stage').classList.toggle('shows', log.n > 0);
    if (!log.n) {
      for (const { clear } of lanes) clear();
      return;
    }
    const step = shownStep(state);
    const made = heading(log, null, settings, language);
    say(find(element, '.question'), question ? said(question, language) : '');
    say(find(element, '.title'), made);
    find(element, '.title').title = made;
    say(
      find(element, '.count'),
      voice('race_share', { step: numberOf(log, step), steps: Math.max(state.steps, log.n) }),
    );
    const quantity = quantityOf(state, 'stage');
    const compared = state.former && offered(state.former).includes(quantity) ? state.former : null;
    find(element, '.compared').hidden = !compared;
    if (compared) {
      say(find(element, '.compared'), voice('race_former', { depth: depthOf(compared) }));
    }
    for (const { kind, place, show: shown } of lanes) {
      shown({ log, step, quantity, former: compared, words, voice });
      switches(place, kind, state, voice);
    }
    ticks(state, voice);
  }

  /**
   * @param {HTMLElement} place
   * @param {string} kind
   * @param {State} state
   * @param {Voice} voice
   */
  function switches(place, kind, state, voice) {
    const part = find(place, '.switch');
    const may = isOwn(state) && (isLive(state) || state.more);
    const isFile = !state.log.wire.live.length; // which shows what was, and computes nothing
    part.hidden = !may && !isFile;
    const past = isFile || state.replay !== null;
    const factor = past ? factorAt(state.log, shownStep(state), kind) : wanted(kind);
    const button = find(part, 'button', HTMLButtonElement);
    const turns = factor === 0 ? 'race_give' : 'race_cut';
    say(button, voice(isFile ? 'race_shortcut_scale' : turns));
    button.disabled = past; // what is past stays as it was
    const slider = find(part, 'input', HTMLInputElement);
    slider.disabled = past;
    if (document.activeElement === slider && slider.matches(':active')) return;
    slider.value = String(factor);
    slider.setAttribute('aria-label', voice('race_shortcut_scale'));
    say(find(part, 'output'), times(factor));
  }

  /**
   * Where the switch did something, along the replay's slider.
   * @param {State} state
   * @param {Voice} voice
   */
  function ticks({ log }, voice) {
    const place = find(element, '.replay .marks');
    const key = JSON.stringify([log.events, log.n]);
    if (place.dataset.key === key) return;
    place.dataset.key = key;
    place.replaceChildren(
      ...log.events.map(([step, kind, factor]) => {
        const mark = document.createElement('i');
        mark.className = kind;
        mark.style.left = `${((step - 1) / Math.max(1, log.n - 1)) * 100}%`;
        const network = voice(kind === 'plain' ? 'race_plain' : 'race_residual');
        mark.title = voice(factor === 0 ? 'race_shortcuts_cut' : 'race_shortcuts_given', {
          network,
          factor,
        });
        return mark;
      }),
    );
  }

  /** In another language or theme. */
  function again() {
    for (const { again } of lanes) again();
  }

  return { show, again, turn };
}

/** @param {number} factor */
const times = (factor) => `× ${Number(factor.toFixed(2))}`;

/** @param {import('../race/log.js').Log} log */
const depthOf = (log) => factsOf(log).settings.depth;
