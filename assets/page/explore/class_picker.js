/**
 * The class to explain: a combobox that searches as one types (WAI-ARIA 1.2, list autocomplete).
 * What is typed replaces what stands there; leaving or Escape puts it back; × returns to the
 * prediction.
 */
import { around, find, input } from '../component.js';
import { apply, now, onChange } from '../language.js';
import { PREDICTED, plain, search, shown } from './class_search.js';

const PAGE = 8; // entries that a page key goes over
const STEPS = new Map([
  ['ArrowDown', 1],
  ['ArrowUp', -1],
  ['PageDown', PAGE],
  ['PageUp', -PAGE],
]);

/** @param {import('../component.js').Component} component */
export function mount({ element, props, trigger, watch }) {
  const box = find(element, 'input', HTMLInputElement);
  const found = find(element, '.found');
  const menu = find(element, 'ul');
  const spoken = find(element, '.spoken');
  const coming = find(element, '.coming');
  const none = find(element, '.none');
  /** @type {{ languages: string[], predicted: string[] }} */
  const { languages, predicted } = JSON.parse(find(element, '.class-picker').dataset.words ?? '');

  /** @type {import('./class_search.js').Entry[]} */
  let entries = [];
  let matches = entries; // those that the list shows
  let chosen = PREDICTED;
  let active = -1; // the place in the list that the keys are at
  let typed = '';

  const language = () => languages.indexOf(now());
  const isOpen = () => !found.hidden;

  function list() {
    matches = search(entries, typed, language());
    menu.replaceChildren(...matches.map(option));
    coming.hidden = entries.length > 1;
    none.hidden = matches.length > 0 || entries.length === 1;
    spoken.textContent = none.hidden
      ? String(matches.length)
      : find(none, `[lang^=${now()}]`).textContent;
    found.hidden = false;
    box.setAttribute('aria-expanded', 'true');
    move(plain(typed) ? 0 : matches.findIndex((entry) => entry.index === chosen));
  }

  /**
   * @param {import('./class_search.js').Entry} entry
   * @param {number} place
   */
  function option(entry, place) {
    const made = document.createElement('li');
    Object.assign(made, { id: `class-option-${place}`, textContent: shown(entry, language()) });
    made.setAttribute('role', 'option');
    made.dataset.place = String(place);
    return made;
  }

  /** @param {number} place */
  function move(place) {
    active = Math.max(-1, Math.min(matches.length - 1, place));
    const options = /** @type {HTMLElement[]} */ ([...menu.children]);
    options.forEach((each, at) => each.setAttribute('aria-selected', String(at === active)));
    const there = options[active];
    if (!there) {
      box.removeAttribute('aria-activedescendant');
      return;
    }
    box.setAttribute('aria-activedescendant', there.id);
    if (there.offsetTop < menu.scrollTop) menu.scrollTop = there.offsetTop;
    const over = there.offsetTop + there.offsetHeight - menu.clientHeight;
    if (over > menu.scrollTop) menu.scrollTop = over;
  }

  function close() {
    found.hidden = true;
    menu.replaceChildren();
    spoken.textContent = '';
    matches = [];
    active = -1;
    typed = '';
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
    const entry = entries.find(({ index }) => index === chosen);
    if (entry) box.value = shown(entry, language());
    find(element, '.back').hidden = chosen === PREDICTED;
  }

  /** @param {number} index */
  function pick(index) {
    const changed = index !== chosen;
    chosen = index;
    close();
    if (document.activeElement === box) box.select();
    if (changed) trigger('input', { index });
  }

  element.addEventListener('focusin', (event) => input(event, 'input')?.select());
  element.addEventListener('focusout', (event) => {
    if (input(event, 'input')) close();
  });
  element.addEventListener('mousedown', (event) => {
    const nothing = !matches.length; // found: a click begins anew, as on a closed box
    const opens = input(event, 'input') && (!isOpen() || nothing);
    // no caret, and the box keeps the focus
    if (around(event, '.found') || opens) event.preventDefault();
    if (!opens) return;
    box.focus();
    box.select();
  });
  element.addEventListener('click', (event) => {
    const place = around(event, '[role=option]')?.dataset.place;
    if (place !== undefined) {
      pick(matches[Number(place)].index);
    } else if (around(event, '.back')) {
      pick(PREDICTED);
      box.focus();
    } else if (input(event, 'input') && !isOpen()) {
      list();
    }
  });
  element.addEventListener('explain', (event) => {
    // a prediction that was clicked
    if (event instanceof CustomEvent) pick(event.detail);
  });
  element.addEventListener('input', () => {
    typed = box.value;
    list();
    if (!plain(typed)) move(0); // emptied: Enter returns to the prediction
  });
  element.addEventListener('keydown', (event) => {
    if (!input(event, 'input') || event.isComposing) return;
    const step = STEPS.get(event.key);
    if (step) {
      event.preventDefault();
      if (!isOpen()) list();
      else move(active < 0 && step < 0 ? matches.length - 1 : Math.max(0, active + step));
    } else if (event.key === 'Enter' && isOpen()) {
      event.preventDefault();
      if (active >= 0) pick(matches[active].index);
    } else if (event.key === 'Escape' && isOpen()) {
      event.preventDefault();
      close();
      box.select();
    }
  });

  function settle() {
    // other classes: the prediction is explained again, unless the address asks for another one
    /** @type {{ chosen: number, classes: string[][] }} */
    const { chosen: asked, classes } = JSON.parse(props.value);
    entries = [
      { index: PREDICTED, names: predicted },
      ...classes.map((names, index) => ({ index, names })),
    ];
    chosen = asked;
    if (isOpen())
      list(); // what is being typed stays
    else close();
  }
  onChange(close);
  watch('value', settle);
  apply(element);
  settle();
}
