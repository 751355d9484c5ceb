/** The buttons beside the page's name: light or dark, large for a projector. */
import { all, around } from './component.js';
import { lookAfterGroups } from './hands.js';
import { apply } from './language.js';

/** @param {import('./component.js').Component} component */
export function mount({ element }) {
  apply(element);
  lookAfterGroups();
  element.addEventListener('click', (event) => {
    const pressed = around(event, 'button')?.dataset.press;
    if (pressed === 'theme') document.body.classList.toggle('dark');
    if (pressed === 'projector') document.documentElement.classList.toggle('projector');
    sayWhetherOn(element);
  });
  sayWhetherOn(element);
}

/** @param {HTMLElement} element */
function sayWhetherOn(element) {
  const on = /** @type {Record<string, boolean>} */ ({
    theme: document.body.classList.contains('dark'),
    projector: document.documentElement.classList.contains('projector'),
  });
  for (const button of all(element, '[data-press]')) {
    button.setAttribute('aria-pressed', String(on[button.dataset.press ?? '']));
  }
}
