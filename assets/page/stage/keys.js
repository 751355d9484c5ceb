/** The keys of the stage, for whoever stands before a class. */

/** @typedef {'play' | 'forward' | 'back' | 'cut' | 'help' | `preset${number}`} Action */

/** @type {Record<string, Action>} */
const KEYS = { ' ': 'play', ArrowRight: 'forward', ArrowLeft: 'back', c: 'cut', '?': 'help' };
// what has a use of its own for keys
const OWN =
  'input, select, textarea, button, summary, [role=tab], [role=slider], [contenteditable]';

/**
 * What a key asks for; null where it is none of ours or belongs to what has the focus.
 * @param {KeyboardEvent} event
 * @returns {Action | null}
 */
export function asked(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  const { target } = event;
  if (target instanceof Element && target.closest(OWN)) return null;
  if (/^[1-9]$/.test(event.key)) return `preset${Number(event.key)}`;
  return KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? null;
}
