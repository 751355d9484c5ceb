/** The address of an answer: what was asked, and what of its network is opened. */
import { asked, doubt, keep, leaveOut, refuse } from '../address.js';
import { all } from '../component.js';

const TAB = 'explore';

/**
 * What is opened below a network: a stage (0 is stage 1) or a block, and one of its channels.
 * @typedef {{ stage?: number, block?: string, channel?: number }} Pick
 */

/**
 * @typedef {object} Link What Python says of an answer.
 * @property {Record<string, string | null>} values
 * @property {string[]} left
 * @property {import('../address.js').Doubt[]} doubts
 */

/**
 * @param {HTMLElement} element That shows the answer.
 */
export function linked(element) {
  const prefix = element.closest('#answer') ? '' : 'compare-';
  const ask = (/** @type {string} */ name) => asked(prefix + name, TAB);
  let first = true;

  /** @param {Pick} pick */
  function keepPick({ stage, block, channel }) {
    keep(TAB, {
      [`${prefix}stage`]: stage === undefined || block !== undefined ? null : String(stage + 1),
      [`${prefix}block`]: block ?? null,
      [`${prefix}channel`]: channel === undefined ? null : String(channel),
    });
  }

  /** What the address asks to be opened. @returns {Pick | null} */
  function askedPick() {
    const block = ask('block') ?? undefined;
    const stage = ask('stage') === null ? undefined : Number(ask('stage')) - 1;
    const channel = ask('channel') === null ? undefined : Number(ask('channel'));
    return block === undefined && stage === undefined && channel === undefined
      ? null
      : { stage, block, channel };
  }

  /**
   * What is asked for, without what this network does not have, which is said.
   * @param {number} stages
   * @param {string[]} blocks
   * @returns {Pick | null}
   */
  function checked(stages, blocks) {
    const pick = askedPick();
    if (pick === null) return null;
    const { stage, block } = pick;
    if (stage !== undefined && !(Number.isInteger(stage) && stage >= 0 && stage < stages)) {
      refuse(TAB, `${prefix}stage`, `1–${stages}`);
      delete pick.stage;
    }
    if (block !== undefined && !blocks.includes(block)) {
      refuse(TAB, `${prefix}block`, blocks.join(', '));
      delete pick.block;
    }
    return pick;
  }

  return {
    askedPick,
    checked,
    keepPick,

    /** Says that a channel is asked for which is not there, once it is known how many there are. */
    checkChannel() {
      const wanted = ask('channel');
      const [box] = all(element, '.picked > :not([hidden]) input[type=number]');
      if (wanted === null || !(box instanceof HTMLInputElement)) return;
      if (box.value !== wanted) refuse(TAB, `${prefix}channel`, `0–${box.max}`);
    },

    /** Keeps what was asked for this answer. */
    keepAnswer() {
      const [view] = all(element, '.view[data-link]');
      if (!view?.dataset.link) return;
      const { values, left, doubts } = /** @type {Link} */ (JSON.parse(view.dataset.link));
      keep(TAB, values);
      leaveOut(TAB, left);
      if (first) for (const { name, value, allowed } of doubts) doubt(name, value, allowed);
      first = false;
    },
  };
}
