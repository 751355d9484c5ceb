/** What the room guessed, kept in this window alone: nobody's guess is sent anywhere. */

const KEPT = 'explorer-lesson';
const OWNED = 'explorer-lesson-race';

/**
 * @typedef {object} Guess Of one step; what is not there was not guessed.
 * @property {number} [choice]
 * @property {Record<string, number>} [sliders]
 * @property {number[]} [drawn] Powers of ten, one a layer.
 * @property {[number, number]} [point] Shares of the picture.
 * @property {string[]} [order]
 */

/**
 * Reads what was kept in this window.
 * @param {string} name
 */
function kept(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? 'null');
  } catch {
    return null; // a private window, or nothing that can be read
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function keep(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // not kept
  }
}

/** The race of one's own, so that the page loaded again goes on with it. */
export const owned = {
  /** @returns {import('./following.js').Own | null} */
  read: () => kept(OWNED),
  /** @param {import('./following.js').Own | null} own */
  keep: (own) => keep(OWNED, own),
};
/** @typedef {typeof owned} Owned */

/** Reads what was guessed before in this window. */
export function guesses() {
  /** @type {Record<string, Guess>} */
  const every = kept(KEPT) ?? {};

  return {
    /** @param {string} step */
    of: (step) => every[step] ?? {},

    /**
     * @param {string} step
     * @param {Guess} guess What is new in it.
     */
    add(step, guess) {
      every[step] = { ...every[step], ...guess };
      keep(KEPT, every);
    },

    /** @param {string} step */
    forget(step) {
      delete every[step];
      keep(KEPT, every);
    },
  };
}
