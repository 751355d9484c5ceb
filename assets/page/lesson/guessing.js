/** The controls with which a room commits itself: choices, sliders, an order. */
import { all, around, find, input, say } from '../component.js';

/** @typedef {import('./memory.js').Guess} Guess */

/**
 * @param {HTMLElement} section Of a step.
 * @param {(guess: Guess) => void} made Called with what is new.
 * @param {(name: string, value: number) => string} named How a slider's value is said.
 */
export function guessing(section, made, named) {
  const place = find(section, '.guess');

  place.addEventListener('click', (event) => {
    const choice = around(event, '[data-choice]');
    if (choice) made({ choice: Number(choice.dataset.choice) });
    const button = around(event, '[data-by]');
    const item = around(event, '[data-cure]');
    if (!button || !item) return;
    move(item, Number(button.dataset.by));
    button.focus();
    made({ order: all(place, '[data-cure]').map(({ dataset }) => dataset.cure ?? '') });
  });

  place.addEventListener('input', (event) => {
    if (!input(event, '[data-slider]')) return;
    made({ sliders: sliders() });
  });

  const sliders = () =>
    Object.fromEntries(
      all(place, '[data-slider]').map((each) => [
        each.dataset.slider ?? '',
        Number(/** @type {HTMLInputElement} */ (each).value),
      ]),
    );

  /**
   * Shows a guess.
   * @param {Guess} guess
   */
  function show(guess) {
    for (const each of all(place, '[data-choice]')) {
      each.setAttribute('aria-pressed', String(Number(each.dataset.choice) === guess.choice));
    }
    for (const each of all(place, '[data-slider]')) {
      const slider = /** @type {HTMLInputElement} */ (each);
      const name = slider.dataset.slider ?? '';
      const value = guess.sliders?.[name];
      if (value !== undefined) slider.value = String(value);
      const output = find(/** @type {HTMLElement} */ (slider.parentElement), 'output');
      say(output, value === undefined ? '–' : named(name, value));
    }
    for (const cure of guess.order ?? []) {
      const item = place.querySelector(`[data-cure="${CSS.escape(cure)}"]`);
      item?.parentElement?.append(item);
    }
  }

  return { show };
}

/**
 * Moves an entry of a list by so many places.
 * @param {HTMLElement} item
 * @param {number} by
 */
function move(item, by) {
  const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (by < 0) other?.before(item);
  else other?.after(item);
}
