/** A presenter's remote sends the page keys; arrows do the same where they have no other use. */
import { around } from '../component.js';
import { isShown } from '../figures/places.js';

/** Where arrows have a use of their own. */
const TAKEN = 'input, select, textarea, [role=tab], dialog, .points, .timeline';

/**
 * @param {HTMLElement} lesson
 * @param {() => boolean} isGone
 * @param {() => void} forward
 * @param {() => void} backward
 */
export function listenToRemote(lesson, isGone, forward, backward) {
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    if (isGone()) return document.removeEventListener('keydown', pressed, true);
    if (!isShown(lesson) || event.altKey || event.ctrlKey || event.metaKey) return undefined;
    const on = event.key === 'PageDown' || event.key === 'ArrowRight';
    const back = event.key === 'PageUp' || event.key === 'ArrowLeft';
    if (!on && !back) return undefined;
    if (event.key.startsWith('Arrow') && around(event, TAKEN)) return undefined;
    event.preventDefault();
    return on ? forward() : backward();
  };
  document.addEventListener('keydown', pressed, true); // before a slider takes the page keys
}
