/** The table of verdicts: a click on a cell says which networks were meant. */
import { around } from '../component.js';

/** @param {import('../component.js').Component} component */
export function mount({ element, trigger }) {
  element.addEventListener('click', (event) => {
    const chosen = around(event, 'button[data-depth]')?.dataset;
    if (!chosen) return;
    const { normalization, initialization, depth } = chosen;
    trigger('select', { customdata: [normalization, initialization, Number(depth)] });
  });
}
