/**
 * A button that opens a panel below it. Escape and a press outside close it; the focus returns to
 * the button.
 */
import { find, input } from '../component.js';

const OPEN = 'data-open';

/** @param {import('../component.js').Component} component */
export function mount({ element, props, watch }) {
  const button = find(element, 'button');
  const chosen = find(element, '.chosen');
  const panel = () => document.getElementById(button.getAttribute('aria-controls') ?? '');
  const isOpen = () => panel()?.hasAttribute(OPEN) ?? false;

  /** @param {boolean} wanted */
  function show(wanted) {
    const there = panel();
    if (!there || wanted === isOpen()) return;
    there.toggleAttribute(OPEN, wanted);
    button.setAttribute('aria-expanded', String(wanted));
    if (!wanted) return;
    const around = there.parentElement?.getBoundingClientRect() ?? { left: 0, width: 0 };
    const left = button.getBoundingClientRect().left - around.left;
    there.style.left = `${Math.max(0, Math.min(left, around.width - there.offsetWidth))}px`;
  }

  /** Closes, and gives the focus back if it was within. */
  function close() {
    if (!isOpen()) return;
    const within = panel()?.contains(document.activeElement);
    show(false);
    if (within || document.activeElement === document.body) button.focus({ preventScroll: true });
  }

  const gone = new AbortController(); // of what is listened to on the whole page
  /**
   * @param {string} name
   * @param {(event: Event) => void} heard
   */
  const listen = (name, heard) =>
    document.addEventListener(
      name,
      (event) => (element.isConnected ? heard(event) : gone.abort()),
      {
        signal: gone.signal,
      },
    );
  const inside = (/** @type {Event} */ { target }) =>
    target instanceof Node && (element.contains(target) || Boolean(panel()?.contains(target)));
  // what is pressed may be gone from the page by the time the event is here
  const lost = (/** @type {Event} */ { target }) => target instanceof Node && !target.isConnected;

  button.addEventListener('click', () => show(!isOpen()));
  for (const name of ['pointerdown', 'focusin']) {
    listen(name, (event) => {
      if (isOpen() && !inside(event) && !lost(event)) show(false);
    });
  }
  listen('keydown', (event) => {
    if (!(event instanceof KeyboardEvent) || event.key !== 'Escape' || !isOpen()) return;
    if (!inside(event) && event.target !== document.body) return;
    if (input(event, '[aria-expanded=true]')) return; // its own list closes first
    close();
    button.focus({ preventScroll: true });
  });
  listen('explorer-chosen', () => {
    if (button.hasAttribute('data-closes')) close();
  });

  function settle() {
    chosen.innerHTML = props.value;
    // a photograph of the person's own has come; an example may have come by itself
    if (button.hasAttribute('data-closes') && !chosen.querySelector('small')) close();
  }
  watch('value', settle);
  chosen.innerHTML = props.value;
}
