/** What Gradio's HTML component hands to the module that moves it, and finding its parts. */

/**
 * @template [Props=Record<string, any>]
 * @typedef {object} Component
 * @property {HTMLElement} element What the component shows; it stays, its value may change.
 * @property {Props & { value: string }} props What Python gave it.
 * @property {(event: string, data?: object) => void} trigger Tells Python of an event.
 * @property {(name: string, changed: () => void) => void} watch Calls back when a prop is new.
 * @property {Record<string, (request: object) => Promise<any>>} server Python's functions.
 */

/**
 * The part that a selector names.
 * @template {Element} [Part=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Part} [kind] Of element; any HTML element by default.
 * @returns {Part}
 */
export function find(root, selector, kind) {
  const found = root.querySelector(selector);
  if (!(found instanceof (kind ?? HTMLElement))) throw new Error(`the page has no ${selector}`);
  return /** @type {Part} */ (found);
}

/**
 * All parts that a selector names.
 * @param {ParentNode} root
 * @param {string} selector
 */
export const all = (root, selector) =>
  /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);

/**
 * What an event happened to, or what holds it, if a selector names that.
 * @param {Event} event
 * @param {string} selector
 */
export const around = (event, selector) =>
  event.target instanceof Element
    ? /** @type {HTMLElement | null} */ (event.target.closest(selector))
    : null;

/**
 * The input that an event happened to, if a selector names it.
 * @param {Event} event
 * @param {string} selector
 */
export const input = (event, selector) =>
  event.target instanceof HTMLInputElement && event.target.matches(selector) ? event.target : null;

/**
 * Says a text; the same text again touches nothing, so that no screen reader repeats it.
 * @param {Element} part
 * @param {string} text
 */
export function say(part, text) {
  if (part.textContent !== text) part.textContent = text;
}

/**
 * The same for a formula that is the same in LaTeX and as plain text.
 * @param {HTMLElement} part
 * @param {string} formula
 */
export function sayFormula(part, formula) {
  if (part.getAttribute('latex') === formula) return;
  part.dataset.plain = formula; // before it is drawn anew
  part.setAttribute('latex', formula);
}
