/** What is said beside a step: the guess, what was measured, the sentence, its source. */
import { all, find } from '../component.js';
import { apply, now } from '../language.js';
import { filled, said } from '../pairs.js';
import { neighbour } from './moments.js';
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
    wait(text, values) {
      const place = find(section, '.preparing');
      place.hidden = !text;
      if (text) sayAll(place, text, values);
    },
  };
}

/** Where step 7 goes on: a network for photographs, on one of its examples. */
const ONWARD = 'network=resnet50&example=lion';

/**
 * The links that lead out of the lesson, in the language of now.
 * @param {HTMLElement} element
 * @param {string} version
 */
export function leads(element, version) {
  const to = (/** @type {string} */ path) =>
    new URL(`${path}&language=${now()}`, document.baseURI).href;
  const minutes = version === '10' ? 10 : 45;
  for (const link of all(element, '[data-sheet]')) {
    link.setAttribute('href', to(`explorer/lesson/${link.dataset.sheet}.html?minutes=${minutes}`));
  }
  find(element, '.onward').setAttribute('href', to(`?tab=explore&${ONWARD}`));
}

/**
 * The timeline, and the buttons that lead on.
 * @param {HTMLElement} element
 * @param {object} state
 * @param {import('./moments.js').Plan} state.plan Of this version.
 * @param {string} state.current
 * @param {Record<string, number>} state.shown
 * @param {(name: string) => Pair} state.title
 */
export function buttons(element, { plan, current, shown, title }) {
  const { steps, moments } = plan;
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
  const next = neighbour(plan, current, 1);
  find(element, '.outside').hidden = steps.includes(current);
  const on = find(element, '.moves .next', HTMLButtonElement);
  on.disabled = !next;
  find(on, '.to').textContent = next ? said(title(next), now()) : '';
  find(element, '.moves .back', HTMLButtonElement).disabled = neighbour(plan, current, -1) === null;
  const section = find(element, `.step[data-step="${current}"]`);
  const shows = find(section, '.shows');
  shows.hidden = shown[current] >= moments[current];
  for (const each of all(shows, '[data-moment]')) {
    each.hidden = Number(each.dataset.moment) !== shown[current];
  }
  on.dataset.ready = String(shows.hidden);
  apply(element);
}
