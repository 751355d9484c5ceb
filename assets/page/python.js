/** What is shown as Python: a dialog with a script, to copy, or to save as script or notebook. */
import { around, find } from './component.js';
import { apply, now, onChange } from './language.js';
import { said } from './pairs.js';
import { saveAs } from './saving.js';

/**
 * @typedef {object} Program
 * @property {string} name Of its files.
 * @property {import('./pairs.js').Pair} script
 * @property {import('./pairs.js').Pair} notebook
 */

/** @type {Program | null} */
let shown = null;

/**
 * Opens the dialog.
 * @param {Program} program
 */
export function openPython(program) {
  const dialog = find(document, '#as-python dialog', HTMLDialogElement);
  shown = program;
  find(dialog, '.copied').textContent = '';
  write(dialog);
  dialog.showModal();
  find(dialog, 'pre').scrollTo(0, 0);
}

/** @param {HTMLElement} dialog */
function write(dialog) {
  if (shown) find(dialog, 'code').textContent = said(shown.script, now());
}

document.addEventListener('click', (event) => {
  const held = around(event, '.as-python')?.dataset.program;
  if (held) openPython(JSON.parse(held));
});

/** @param {import('./component.js').Component} component */
export function mount({ element }) {
  apply(element);
  const dialog = find(element, 'dialog', HTMLDialogElement);
  onChange(() => write(dialog));
  element.addEventListener('click', async (event) => {
    if (event.target === dialog) dialog.close(); // beside it
    const button = around(event, 'button');
    const { save } = button?.dataset ?? {};
    if (button?.matches('.closes')) dialog.close();
    else if (button?.matches('.copies')) await copy(dialog);
    else if (shown && save === 'script') keep(said(shown.script, now()), 'text/x-python', 'py');
    else if (shown && save) keep(said(shown.notebook, now()), 'application/x-ipynb+json', 'ipynb');
  });
}

/**
 * Puts the script where the browser pastes from, or selects it where that is not allowed.
 * @param {HTMLElement} dialog
 */
async function copy(dialog) {
  const code = find(dialog, 'code');
  try {
    await navigator.clipboard.writeText(code.textContent ?? '');
  } catch {
    // an address without TLS has no clipboard: the browser's own key copies what is selected
    getSelection()?.selectAllChildren(code);
    if (!document.execCommand('copy')) return;
  }
  find(dialog, '.copied').innerHTML = find(dialog, '.said').innerHTML;
}

/**
 * @param {string} text
 * @param {string} type
 * @param {string} ending
 */
const keep = (text, type, ending) =>
  saveAs(new Blob([text], { type }), `${shown?.name ?? 'explorer'}.${ending}`);
