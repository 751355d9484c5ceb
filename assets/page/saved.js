/** The line on top of a file that opens without the program: its language, its theme, its size. */
import { all, around, find, input } from './component.js';
import { Formula } from './formula.js';
import { now, set } from './language.js';

/** Looks after that line. */
export function head() {
  if (!customElements.get('tex-formula')) customElements.define('tex-formula', Formula);
  const line = find(document, '.file-head');
  document.body.classList.toggle('dark', matchMedia('(prefers-color-scheme: dark)').matches);
  for (const choice of all(line, 'input')) {
    const radio = /** @type {HTMLInputElement} */ (choice);
    radio.checked = radio.value === now();
  }
  line.addEventListener('change', (event) => {
    const chosen = input(event, 'input');
    if (chosen) set(chosen.value);
  });
  line.addEventListener('click', (event) => {
    const pressed = around(event, 'button')?.dataset.press;
    if (pressed === 'theme') document.body.classList.toggle('dark');
    if (pressed === 'projector') document.documentElement.classList.toggle('projector');
    say();
  });
  say();

  function say() {
    const on = /** @type {Record<string, boolean>} */ ({
      theme: document.body.classList.contains('dark'),
      projector: document.documentElement.classList.contains('projector'),
    });
    for (const button of all(line, '[data-press]')) {
      button.setAttribute('aria-pressed', String(on[button.dataset.press ?? '']));
    }
  }
}
