/** A presenter's remote sends the page keys; arrows do the same where they have no other use. */
import { around } from '../component.js';
import { isShown } from '../figures/places.js';
import { asked } from '../address.js';

/** Where arrows have a use of their own. */
const TAKEN = 'input, select, textarea, [role=tab], dialog, .points, .timeline';

/** @typedef {1 | -1} Press Forward or backward. */

/** Presses made before the lesson listens: this script is loaded with the page, it comes later. */
const early = /** @type {Press[]} */ ([]);

/**
 * What a key asks for; nothing where it has another use.
 * @param {KeyboardEvent} event
 * @returns {Press | null}
 */
function press(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  if (event.key.startsWith('Arrow') && around(event, TAKEN)) return null;
  if (event.key === 'PageDown' || event.key === 'ArrowRight') return 1;
  return event.key === 'PageUp' || event.key === 'ArrowLeft' ? -1 : null;
}

/** @param {KeyboardEvent} event */
function remember(event) {
  const pressed = press(event);
  const lesson = document.querySelector('.lesson');
  if (!pressed || (lesson instanceof HTMLElement && !isShown(lesson))) return;
  event.preventDefault();
  early.push(pressed);
}
if ((asked('tab') ?? 'lesson') === 'lesson') document.addEventListener('keydown', remember, true);

/** The presses made so far that nobody has answered, once. */
export const takeEarly = () => early.splice(0);

/**
 * @param {HTMLElement} lesson
 * @param {() => boolean} isGone
 * @param {() => void} forward
 * @param {() => void} backward
 */
export function listenToRemote(lesson, isGone, forward, backward) {
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    if (isGone()) return document.removeEventListener('keydown', pressed, true);
    const by = isShown(lesson) ? press(event) : null;
    if (!by) return undefined;
    event.preventDefault();
    return by > 0 ? forward() : backward();
  };
  document.removeEventListener('keydown', remember, true);
  document.addEventListener('keydown', pressed, true); // before a slider takes the page keys
}
