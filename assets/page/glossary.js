/**
 * Words that explain themselves: a press on a term opens its entry beside it, "Words" opens all.
 * Fetched at the first such press; any HTML anywhere may hold terms.
 */
import { find, say } from './component.js';
import { apply, now, onChange } from './language.js';
import { matching } from './glossary_search.js';

/** @typedef {import('./glossary_search.js').Entry} Entry */

const GAP = 6; // pixels between a word and its note
/** @type {Promise<Entry[]> | null} */
let coming = null;
/** @type {{ asker: HTMLElement, key: string } | null} What is open beside its word. */
let opened = null;

const book = find(document, '.glossary-book', HTMLDialogElement);
const note = find(document, '.glossary-note');
const typed = find(book, 'input', HTMLInputElement);

document.addEventListener('pointerdown', ({ target }) => {
  const elsewhere = target instanceof Element && !target.closest('.glossary-note, #language');
  if (opened && elsewhere && !opened.asker.contains(/** @type {Element} */ (target))) close(false);
});
document.addEventListener(
  'keydown',
  (event) => {
    if (event.key !== 'Escape' || !opened) return;
    event.stopPropagation(); // what lies below stays open
    event.preventDefault();
    close(true);
  },
  true,
);
note.addEventListener('focusout', ({ relatedTarget }) => {
  const within =
    relatedTarget instanceof Element && relatedTarget.closest('.glossary-note, #language');
  if (relatedTarget && !within) close(false);
});
find(note, '.close').addEventListener('click', () => close(true));
find(note, '.all').addEventListener('click', () => {
  const key = opened?.key;
  close(true);
  void openBook(key);
});
find(book, '.close').addEventListener('click', () => book.close());
typed.addEventListener('input', () => void list());
addEventListener('resize', beside);
addEventListener('scroll', beside, { capture: true, passive: true });
onChange(() => {
  if (opened) void show(opened.key);
  if (book.open) void list();
});

/** @returns {Promise<Entry[]>} */
function entries() {
  coming ??= fetch(new URL(book.dataset.address ?? '', document.baseURI))
    .then((answer) => {
      if (!answer.ok) throw new Error(`the glossary did not arrive (${answer.status})`);
      return answer.json();
    })
    .catch((error) => {
      coming = null; // the next press tries again
      throw error;
    });
  return coming;
}

/**
 * Opens a term's entry beside it; closes it if it is open.
 * @param {HTMLElement} asker
 */
export async function openTerm(asker) {
  const again = opened?.asker === asker;
  close(again);
  const key = asker.dataset.term;
  if (again || !key) return;
  (asker.closest('dialog') ?? find(document, '.masthead')).append(note);
  await show(key);
  opened = { asker, key };
  asker.setAttribute('aria-expanded', 'true');
  note.showPopover();
  apply(note);
  beside();
  note.focus({ preventScroll: true });
}

/** @param {boolean} back Whether the focus goes back to the word. */
function close(back) {
  if (!opened) return;
  const { asker } = opened;
  opened = null;
  asker.removeAttribute('aria-expanded');
  note.hidePopover();
  if (back) asker.focus({ preventScroll: true });
}

/** @param {string} key */
async function show(key) {
  const entry = (await entries()).find((each) => each.key === key);
  if (!entry) throw new Error(`the glossary has no ${key}`);
  const { term, definition, source } = entry.words[now()];
  say(find(note, 'h2'), term);
  say(find(note, '.definition'), definition);
  say(find(note, '.source'), source);
  find(note, '.as-formula').replaceChildren(...formula(entry));
}

/** @param {Entry} entry */
function formula({ latex, plain }) {
  if (!latex) return [];
  const part = document.createElement('tex-formula');
  part.textContent = plain;
  part.setAttribute('latex', latex);
  return [part];
}

/** Below its word, or above it where there is no room, and within the window. */
function beside() {
  if (!opened) return;
  const word = opened.asker.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = note;
  const below = word.bottom + GAP;
  const top = below + height < innerHeight ? below : Math.max(GAP, word.top - GAP - height);
  note.style.top = `${top}px`;
  note.style.left = `${Math.max(GAP, Math.min(word.left, innerWidth - width - GAP))}px`;
}

/**
 * Opens the book of all entries.
 * @param {string} [key] An entry to begin with.
 */
export async function openBook(key) {
  typed.value = '';
  apply(book);
  book.showModal();
  await list();
  if (key) {
    const entry = find(book, `[data-entry="${key}"]`);
    entry.scrollIntoView({ block: 'start' });
    entry.focus({ preventScroll: true });
  }
}

async function list() {
  const found = matching(await entries(), typed.value, now());
  find(book, '.nothing').hidden = found.length > 0;
  find(book, '.entries').replaceChildren(...found.map(row));
}

/** @param {Entry} entry */
function row(entry) {
  const { term, definition, source } = entry.words[now()];
  const part = document.createElement('section');
  part.dataset.entry = entry.key;
  part.tabIndex = -1;
  for (const [name, className, text] of [
    ['h3', '', term],
    ['p', 'definition', definition],
    ['p', 'as-formula', ''],
    ['p', 'source', source],
  ]) {
    const line = document.createElement(name);
    line.className = className;
    line.textContent = text;
    if (className === 'as-formula') line.replaceChildren(...formula(entry));
    part.append(line);
  }
  return part;
}
