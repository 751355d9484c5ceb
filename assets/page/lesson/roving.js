/** One stop of the Tab key for a group of buttons, in which two arrow keys move. */
import { all, around } from '../component.js';

/**
 * @param {HTMLElement} group
 * @param {string} selector Of its buttons.
 * @param {string} back The key that moves to the one before, such as `ArrowUp`.
 * @param {string} on
 */
export function roving(group, selector, back, on) {
  group.addEventListener('keydown', (event) => {
    const by = event.key === back ? -1 : event.key === on ? 1 : 0;
    const button = around(event, selector);
    if (!by || !button) return;
    const buttons = all(group, selector);
    buttons[buttons.indexOf(button) + by]?.focus();
    event.preventDefault(); // the page does not scroll
  });
  group.addEventListener('focusin', (event) => {
    const button = around(event, selector);
    if (button) stopAt(all(group, selector), button);
  });
}

/**
 * Where the Tab key stops in a group.
 * @param {HTMLElement[]} buttons
 * @param {HTMLElement} [button] The first by default.
 */
export function stopAt(buttons, button = buttons[0]) {
  for (const each of buttons) each.tabIndex = each === button ? 0 : -1;
}
