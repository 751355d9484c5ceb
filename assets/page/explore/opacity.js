/** How strongly the maps cover the photograph: one choice for all that is on the page. */
import { all, input } from '../component.js';

const OPACITY = '--heat-opacity';
const SLIDER = '.opacity input';

/**
 * Moves the maps with an answer's slider.
 * @param {HTMLElement} element That shows the answer.
 */
export function followOpacity(element) {
  element.addEventListener('input', (event) => {
    const slider = input(event, SLIDER);
    if (slider) document.documentElement.style.setProperty(OPACITY, String(+slider.value / 100));
  });
}

/**
 * Sets the slider of a new answer to what was chosen before.
 * @param {HTMLElement} element That shows the answer.
 */
export function keepOpacity(element) {
  const chosen = getComputedStyle(document.documentElement).getPropertyValue(OPACITY);
  for (const slider of all(element, SLIDER)) {
    if (chosen) /** @type {HTMLInputElement} */ (slider).value = String(Number(chosen) * 100);
  }
}
