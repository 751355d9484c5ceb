/** What every step of the lesson is given, and what it gives. */

/** @typedef {import('../pairs.js').Pair} Pair */
/** @typedef {import('./memory.js').Guess} Guess */
/** @typedef {import('./following.js').Followed} Followed */
/** A value of a text: the same in every language, or by language. @typedef {string | Pair} Value */

/**
 * @typedef {object} Props
 * @property {Record<string, { title: Pair, told: Pair, sentence: Pair, source: Pair,
 *   choices?: Pair[], cures?: Record<string, Pair> }>} said
 * @property {Record<string, [number, number]>} minutes
 * @property {Record<string, Pair>} texts
 * @property {import('../race/words.js').Words} words
 * @property {Record<string, Pair>} drawing
 * @property {import('../race/wire.js').Wire} wire
 * @property {Record<string, [string, string]>} cures Race, and whose accuracy in it counts.
 * @property {number[]} depths
 * @property {Record<string, Pair>} settings What each race is called.
 */

/**
 * @typedef {object} Tools
 * @property {HTMLElement} section
 * @property {HTMLElement} figure
 * @property {Props} props
 * @property {() => import('../network/words.js').Texts} drawn What a drawn network says.
 * @property {import('../race/scene.js').Voice} voice
 * @property {(what: string) => Promise<any>} ask Pictures and curves.
 * @property {(name: string, again?: import('./following.js').Own) => Promise<Followed>} follow A
 *   race.
 * @property {() => Guess} guess
 * @property {(guess: Guess) => void} guessed
 * @property {(values: Record<string, Value>, told?: Pair) => void} tell Says what was measured,
 *   with other words than the step's own where they are given.
 * @property {(guess: Value | null) => void} yours Says the guess beside it.
 * @property {() => boolean} still Whether this person wants things to stand still.
 * @property {(text: Pair | null, values?: Record<string, Value>) => void} wait Says what is still
 *   being computed.
 * @property {import('./memory.js').Owned} owned The race of one's own that this window had before.
 * @property {() => number} reopened How often a link shows something that is not shown yet.
 */

/**
 * @typedef {object} Step
 * @property {() => Promise<unknown>} prepare Asks for what it needs, once; before it is seen.
 * @property {() => void} [open] It is seen now.
 * @property {(moment: number) => Promise<void>} show Shows what comes at that press, from 1.
 * @property {() => void} [redraw] The guess, the size, the theme or the language is another one.
 * @property {() => void} [leave] It will not be seen any more.
 */

/**
 * Does something once, however often it is asked for; after a failure again.
 * @template Found
 * @param {() => Promise<Found>} work
 */
export function once(work) {
  /** @type {Promise<Found> | null} */
  let begun = null;
  return () => {
    begun ??= work().catch((trouble) => {
      begun = null;
      throw trouble;
    });
    return begun;
  };
}
