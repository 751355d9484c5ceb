/** A part of the page that Python made: saved as it is seen, and as the table that Python gave. */
import { all, around } from '../component.js';
import { saveTable } from './picture.js';
import { saveParts } from './snapshot.js';

/** @param {import('../component.js').Component} component */
export function mount({ element }) {
  element.addEventListener('click', (event) => {
    const format = around(event, '.save button')?.dataset.format;
    const { name = '', rows = '[]' } = around(event, '.save')?.dataset ?? {};
    if (format === 'csv') saveTable(JSON.parse(rows), name);
    else if (format) saveParts(all(element, '[data-part]'), name, format);
  });
}
