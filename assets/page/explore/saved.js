/**
 * An inspection as a file that opens without the program: what is picked in a network opens below
 * it, as on the page, from what the file holds.
 */
import { all, around, find } from '../component.js';
import { placeFor } from '../hands.js';
import { apply } from '../language.js';
import { head } from '../saved.js';
import { drawn } from './network.js';
import { followOpacity } from './opacity.js';
import { followRules } from './rules.js';

const CELL = '.channels button';

/** Shows what a file holds. */
export function mount() {
  head();
  apply(document);
  const answers = all(document, '.answer');
  for (const element of answers) answer(element, answers.length === 1);
}

/**
 * @param {HTMLElement} element Of one answer.
 * @param {boolean} opens Whether its last stage is open from the beginning.
 */
function answer(element, opens) {
  const sheets = all(element, '.sheet');
  const panel = find(element, '.channel');
  const list = find(element, '.blocks');
  const picked = find(element, '.picked');

  const stage = (/** @type {number} */ place) => {
    reveal('.of-stage');
    for (const sheet of sheets) sheet.hidden = Number(sheet.dataset.stage) !== place;
    channel(all(sheets[place], 'button')[0]);
    network?.select(`stage${place + 1}`);
  };
  const block = (/** @type {string} */ name) => {
    reveal('.of-block');
    network?.cosines(list);
    for (const row of all(list, 'button.block')) {
      const chosen = row.dataset.block === name;
      row.setAttribute('aria-pressed', String(chosen));
      if (chosen) row.scrollIntoView({ block: 'nearest' });
    }
    const sum = all(element, 'template').find(({ dataset }) => dataset.sum === name);
    find(element, '.block-sum').innerHTML = sum?.innerHTML ?? '';
    network?.select(name);
  };
  const network = drawn(element, { stage, block });

  /** @param {string} part */
  function reveal(part) {
    picked.hidden = false;
    for (const each of all(picked, ':scope > *')) each.hidden = !each.matches(part);
  }

  /**
   * Shows a channel of a sheet large.
   * @param {HTMLElement} cell
   */
  function channel(cell) {
    for (const other of all(element, CELL)) {
      const same = other.parentElement === cell.parentElement;
      other.setAttribute('aria-pressed', String(other === cell));
      if (same) other.tabIndex = other === cell ? 0 : -1;
    }
    const large = document.createElement('div');
    large.className = 'channels large';
    large.setAttribute('style', cell.parentElement?.getAttribute('style') ?? '');
    const map = document.createElement('i');
    map.setAttribute('style', cell.getAttribute('style') ?? '');
    large.append(map);
    const said = document.createElement('p');
    said.className = 'facts';
    for (const [name, text] of Object.entries(cell.dataset)) {
      const language = /^title(.+)$/.exec(name)?.[1].toLowerCase().replace(/^-/, '');
      if (!language) continue;
      const span = document.createElement('span');
      Object.assign(span, { lang: language, textContent: text });
      said.append(span);
    }
    panel.replaceChildren(large, said);
  }

  element.addEventListener('click', (event) => {
    const cell = around(event, CELL);
    if (cell) {
      cell.focus();
      channel(cell);
    }
    const name = around(event, 'button.block')?.dataset.block;
    if (name) block(name);
  });
  element.addEventListener('keydown', (event) => {
    const cell = around(event, CELL);
    const cells = cell ? all(/** @type {HTMLElement} */ (cell.parentElement), 'button') : [];
    const to = cell && placeFor(event.key, cells.indexOf(cell), cells.length);
    if (to === null) return;
    event.preventDefault();
    cells[to].focus();
    channel(cells[to]);
  });
  followOpacity(element);
  followRules(element);
  if (opens) stage(sheets.length - 1);
  else picked.hidden = true;
}
