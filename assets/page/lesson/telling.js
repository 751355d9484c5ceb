/** What is said beside a step: the guess, what was measured, the sentence, its source. */
import { all, find } from '../component.js';
import { apply, now } from '../language.js';
import { filled, said } from '../pairs.js';
import { stopAt } from './roving.js';

/** @typedef {import('../pairs.js').Pair} Pair */
/** @typedef {import('./step.js').Value} Value */

/**
 * A text in every language, of which the page's style shows one.
 * @param {HTMLElement} place
 * @param {Pair} pair
 * @param {Record<string, Value>} [values]
 */
function sayAll(place, pair, values = {}) {
  place.replaceChildren(
    ...Object.entries(pair).map(([language, template]) => {
      const part = document.createElement('span');
      part.lang = language;
      const own = Object.entries(values).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : said(value, language),
      ]);
      part.textContent = filled(template, Object.fromEntries(own));
      return part;
    }),
  );
}

/**
 * @param {HTMLElement} section Of a step.
 * @param {import('./step.js').Props} props
 * @param {string} name Of the step.
 */
export function spoken(section, props, name) {
  const words = props.said[name];
  return {
    /** @type {import('./step.js').Tools['tell']} */
    tell(values, told) {
      sayAll(find(section, '.truth'), told ?? words.told, values);
      sayAll(find(section, '.sentence'), words.sentence, values);
      sayAll(find(section, '.source'), words.source, values);
      find(section, '.beside').hidden = false;
    },

    /** @type {import('./step.js').Tools['yours']} */
    yours(guess) {
      const place = find(section, '.yours');
      if (guess === null) place.replaceChildren();
      else sayAll(place, props.texts['lesson_yours'], { guess });
    },

    /** @type {import('./step.js').Tools['wait']} */
    wait(text) {
      const place = find(section, '.preparing');
      place.hidden = !text;
      if (text) sayAll(place, text);
    },
  };
}

/**
 * The timeline, and the buttons that lead on.
 * @param {HTMLElement} element
 * @param {object} state
 * @param {string[]} state.every
 * @param {string[]} state.steps Of this version.
 * @param {string} state.current
 * @param {Record<string, number>} state.shown
 * @param {Record<string, number>} state.moments
 * @param {(name: string) => Pair} state.title
 */
export function buttons(element, { steps, current, shown, moments, title }) {
  const entries = all(element, '[data-go]');
  stopAt(
    entries,
    entries.find(({ dataset }) => dataset.go === current),
  );
  for (const button of entries) {
    const name = button.dataset.go ?? '';
    if (name === current) button.setAttribute('aria-current', 'step');
    else button.removeAttribute('aria-current');
    button.dataset.left = String(!steps.includes(name));
    button.dataset.done = String(shown[name] >= moments[name]);
  }
  const at = steps.indexOf(current);
  const next = steps[at + 1];
  const on = find(element, '.moves .next', HTMLButtonElement);
  on.disabled = !next;
  find(on, '.to').textContent = next ? said(title(next), now()) : '';
  find(element, '.moves .back', HTMLButtonElement).disabled = at <= 0;
  const section = find(element, `.step[data-step="${current}"]`);
  const shows = find(section, '.shows');
  shows.hidden = shown[current] >= moments[current];
  for (const each of all(shows, '[data-moment]')) {
    each.hidden = Number(each.dataset.moment) !== shown[current];
  }
  on.dataset.ready = String(shows.hidden);
  apply(element);
}
