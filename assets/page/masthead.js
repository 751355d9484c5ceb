/** The buttons beside the page's name: light or dark, large for a projector. */
import { around } from './component.js';
import { apply } from './language.js';

/** @param {import('./component.js').Component} component */
export function mount({ element }) {
  apply(element);
  element.addEventListener('click', (event) => {
    const pressed = around(event, 'button')?.dataset.press;
    if (pressed === 'theme') document.body.classList.toggle('dark');
    if (pressed === 'projector') document.documentElement.classList.toggle('projector');
  });
}
