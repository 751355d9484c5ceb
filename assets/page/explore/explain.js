/** A click on what a network says asks why. */
import { around } from '../component.js';

/**
 * Explains the class of a prediction that is clicked, as if it had been picked in the list.
 * @param {HTMLElement} element That shows the answer.
 */
export function followPredictions(element) {
  element.addEventListener('click', (event) => {
    const said = around(event, '.predictions tr')?.querySelector('[data-explain]');
    if (!(said instanceof HTMLElement)) return;
    const detail = Number(said.dataset.explain);
    const asked = new CustomEvent('explain', { bubbles: true, detail });
    document.querySelector('#class .class-picker')?.dispatchEvent(asked);
  });
}
