/** Numbers and rules of an answer, which are one click away. */
import { around, find } from '../component.js';

/**
 * Unfolds them, and folds them up again, by an answer's button.
 * @param {HTMLElement} element That shows the answer.
 */
export function followRules(element) {
  element.addEventListener('click', (event) => {
    const button = around(event, '.to-rules');
    if (!button) return;
    const rules = find(element, '.rules');
    rules.hidden = !rules.hidden;
    button.setAttribute('aria-expanded', String(!rules.hidden));
    if (!rules.hidden) rules.scrollIntoView({ block: 'nearest' });
  });
}
