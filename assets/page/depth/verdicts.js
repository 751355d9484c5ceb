/** The table of verdicts: a click on a cell says which networks were meant. */
import { all, around, find } from '../component.js';
import { saveTable } from '../figures/picture.js';
import { saveParts } from '../figures/snapshot.js';
import { now } from '../language.js';

const NUMBERS = ['largest_r', 'first_third_r', 'last_third_r']; // as `verdict.json` names them

/** @param {import('../component.js').Component} component */
export function mount({ element, trigger }) {
  element.addEventListener('click', (event) => {
    const format = around(event, '.save button')?.dataset.format;
    if (format) save(element, format);
    const chosen = around(event, 'button[data-depth]')?.dataset;
    if (!chosen) return;
    const { normalization, initialization, depth } = chosen;
    trigger('select', { customdata: [normalization, initialization, Number(depth)] });
  });
}

/**
 * Saves the pattern as it is drawn, or the numbers behind its words.
 * @param {HTMLElement} element
 * @param {string} format
 */
function save(element, format) {
  const name = 'depth-words';
  if (format === 'csv') saveTable(rows(find(element, '.depth-numbers', HTMLTableElement)), name);
  else saveParts(all(element, '.depth-words, .depth-key ul'), name, format);
}

/**
 * The numbers behind the words, in the language of now: a column each.
 * @param {HTMLTableElement} table
 */
function rows(table) {
  const [head, ...found] = [...table.rows].map((row) => [...row.cells].map(shown));
  return [
    [...head.slice(0, -1), ...NUMBERS],
    ...found.map((row) => [...row.slice(0, -1), ...numbers(row[row.length - 1])]),
  ];
}

/** @param {string} text As `6.9e−03; 2.9e−03, 6.8e−03`. */
const numbers = (text) => text.replaceAll('−', '-').split(/[;,] /);

/**
 * The words of a cell that are shown; those of other languages, and of a closed fold, are not laid
 * out, so they are told by their language.
 * @param {Element} cell
 */
function shown(cell) {
  const copy = /** @type {Element} */ (cell.cloneNode(true));
  for (const part of copy.querySelectorAll(`[lang]:not([lang="${now()}"])`)) part.remove();
  return (copy.textContent ?? '').trim();
}
