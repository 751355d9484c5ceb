/** The controls with which a room commits itself: choices, sliders, an order. */
import { all, around, find, input, say } from '../component.js';
import { roving, stopAt } from './roving.js';

/** @typedef {import('./memory.js').Guess} Guess */

/**
 * @param {HTMLElement} section Of a step.
 * @param {(guess: Guess) => void} made Called with what is new.
 * @param {(name: string, value: number) => string} named How a slider's value is said.
 * @param {(name: string, place: number) => string} moved How it is said where an entry is now.
 */
export function guessing(section, made, named, moved) {
  const place = find(section, '.guess');
  roving(place, 'button', 'ArrowUp', 'ArrowDown');
  stopAt(all(place, 'button'));

  place.addEventListener('click', (event) => {
    const choice = around(event, '[data-choice]');
    if (choice) made({ choice: Number(choice.dataset.choice) });
    const button = around(event, '[data-by]');
    const item = around(event, '[data-cure]');
    if (!button || !item) return;
    move(item, Number(button.dataset.by));
    const order = all(place, '[data-cure]').map(({ dataset }) => dataset.cure ?? '');
    made({ order });
    button.focus(); // what moves in the page loses it
    const cure = item.dataset.cure ?? '';
    say(find(place, '.moved'), moved(cure, order.indexOf(cure) + 1));
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
    const choices = all(place, '[data-choice]');
    for (const each of choices) {
      each.setAttribute('aria-pressed', String(Number(each.dataset.choice) === guess.choice));
    }
    if (guess.choice !== undefined) stopAt(choices, choices[guess.choice]);
    for (const each of all(place, '[data-slider]')) {
      const slider = /** @type {HTMLInputElement} */ (each);
      const name = slider.dataset.slider ?? '';
      const value = guess.sliders?.[name];
      if (value !== undefined) slider.value = String(value);
      const output = find(/** @type {HTMLElement} */ (slider.parentElement), 'output');
      say(output, value === undefined ? '–' : named(name, value));
      if (value !== undefined) slider.setAttribute('aria-valuetext', named(name, value));
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
