/** The thumbnails of a class: a click says which is to be taken out, or all. */
import { around } from '../component.js';

/** @param {import('../component.js').Component} component */
export function mount({ element, trigger }) {
  element.addEventListener('click', (event) => {
    const button = around(event, 'button');
    if (!button) return;
    const { place } = button.dataset;
    trigger('select', { index: place === undefined ? null : Number(place) });
  });
}
