/** The buttons beside the page's name: glossary, link, light or dark, large for a projector. */
import { keep, PAGE } from './address.js';
import { all, around } from './component.js';
import { lookAfterGroups } from './hands.js';
import { apply } from './language.js';
import { openWhatIsAsked, SWITCHES, turn } from './links/opening.js';

/** @param {import('./component.js').Component} component */
export function mount({ element }) {
  apply(element);
  lookAfterGroups();
  openWhatIsAsked();
  document.addEventListener('click', explainWords);
  element.addEventListener('click', (event) => {
    const pressed = around(event, 'button')?.dataset.press;
    if (pressed !== 'theme' && pressed !== 'projector') return;
    const now = !isOn()[pressed];
    turn(pressed, now);
    const { on, off } = SWITCHES[pressed];
    keep(PAGE, { [pressed]: now ? on : pressed === 'theme' ? off : null });
    sayWhetherOn(element);
  });
  sayWhetherOn(element);
}

const isOn = () => ({
  theme: document.body.classList.contains('dark'),
  projector: document.documentElement.classList.contains('projector'),
});

/** @param {HTMLElement} element */
function sayWhetherOn(element) {
  const on = isOn();
  for (const button of all(element, '[aria-pressed]')) {
    const name = /** @type {keyof typeof on} */ (button.dataset.press);
    button.setAttribute('aria-pressed', String(on[name]));
  }
}

/**
 * Terms of the glossary stand anywhere in the page; what opens them comes with the first press.
 * @param {MouseEvent} event
 */
async function explainWords(event) {
  const term = around(event, '.term');
  const words = around(event, '.opens-words');
  if (!term && !words) return;
  const { openBook, openTerm } = await import('./glossary.js');
  await (term ? openTerm(term) : openBook());
}
