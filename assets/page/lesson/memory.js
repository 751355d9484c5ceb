/** What the room guessed, kept in this window alone: nobody's guess is sent anywhere. */

const KEPT = 'explorer-lesson';

/**
 * @typedef {object} Guess Of one step; what is not there was not guessed.
 * @property {number} [choice]
 * @property {Record<string, number>} [sliders]
 * @property {number[]} [drawn] Powers of ten, one a layer.
 * @property {[number, number]} [point] Shares of the picture.
 * @property {string[]} [order]
 */

/** Reads what was guessed before in this window. */
export function guesses() {
  /** @type {Record<string, Guess>} */
  let kept = {};
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
  } catch {
    // a private window, or nothing that can be read
  }

  function keep() {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(kept));
    } catch {
      // not kept
    }
  }

  return {
    /** @param {string} step */
    of: (step) => kept[step] ?? {},

    /**
     * @param {string} step
     * @param {Guess} guess What is new in it.
     */
    add(step, guess) {
      kept[step] = { ...kept[step], ...guess };
      keep();
    },

    /** @param {string} step */
    forget(step) {
      delete kept[step];
      keep();
    },
  };
}
