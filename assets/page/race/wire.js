/** A race as it travels from Python: few bytes a step, and only the steps that are new here. */

/**
 * How to read what travels; Python says it, so that a new quantity changes no script.
 * @typedef {object} Wire
 * @property {string[]} networks In the order in which they travel: plain, residual.
 * @property {Gauge[]} gauges All that can be shown, in the order of the menu.
 * @property {string[]} entry What a row says of a network, in its order.
 * @property {string[]} live The phases in which a race may still do a step.
 */

/**
 * One quantity that is measured of every layer.
 * @typedef {object} Gauge
 * @property {string} name
 * @property {boolean} sent Whether it travels, in the order of the gauges.
 * @property {[string, string] | null} derived_from If not: the two that are divided.
 * @property {boolean} log Whether its axis is logarithmic.
 */

/**
 * What is known of a race before its first step.
 * @typedef {object} Facts
 * @property {Record<string, any>} settings
 * @property {Record<string, string[]>} layers Of each network, input side first.
 * @property {{ entropy: number, majority_share: number }} guess What needs no learning.
 * @property {string} data
 * @property {number} train_images
 * @property {number} test_images
 * @property {import('../pairs.js').Pair} device
 * @property {Record<string, number>} parameters Of each network.
 * @property {Record<string, string>} weights_sha256 Of each network, before the first step.
 * @property {string} data_sha256
 * @property {string[]} missing Quantities that an older record lacks.
 * @property {Record<string, import('../network/anatomy.js').Anatomy>} [anatomy] By network, and
 *   `plain_given`: the plain one once it is given shortcuts. A page that opens without the program
 *   has none.
 */

/**
 * What a row says of one network.
 * @typedef {object} Entry
 * @property {number | null} loss Null if it is not finite.
 * @property {number | null} train_accuracy
 * @property {number | null} test_accuracy Null where it was not measured.
 * @property {number | null} running_test_accuracy
 * @property {number} word Place of the word for the gradients.
 * @property {number} first_word The same at first.
 * @property {number} learning Place of the word for the learning.
 * @property {number} diverged 1 if it stopped here.
 *
 * @typedef {object} Row One step.
 * @property {number} step
 * @property {number} seconds Of computing, up to here.
 * @property {Record<string, Entry | null>} of By network; null once it is out of the race.
 */

/** @typedef {[number, number, ...((number | null)[] | null)[]]} SentRow */

/**
 * The part of an answer that brings steps.
 * @typedef {object} News
 * @property {number} from The step from which it goes on.
 * @property {SentRow[]} rows
 * @property {string} numbers Base64 of (step, quantity, layer of both networks), see `decoded`.
 * @property {[number, string, number][]} [events] All that the shortcut switch has done: step,
 *   network, factor.
 * @property {Facts} [facts] Once.
 */

/**
 * Numbers that travelled as 3-byte floats: float32 whose lowest byte was cut off.
 * @param {string} text Base64, 3 little-endian bytes a number.
 */
export function decoded(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const count = bytes.length / 3;
  const whole = new DataView(new ArrayBuffer(4 * count));
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    for (let byte = 0; byte < 3; byte++) whole.setUint8(4 * i + 1 + byte, bytes[3 * i + byte]);
    numbers[i] = whole.getFloat32(4 * i, true);
  }
  return numbers;
}

/**
 * A row as an object.
 * @param {SentRow} sent
 * @param {Wire} wire
 * @returns {Row}
 */
export function row([step, seconds, ...entries], { networks, entry }) {
  const named = entries.map((each) => each && fromPairs(entry, each));
  return { step, seconds, of: /** @type {Row['of']} */ (fromPairs(networks, named)) };
}

/**
 * @param {string[]} names
 * @param {unknown[]} values
 */
const fromPairs = (names, values) => Object.fromEntries(names.map((name, i) => [name, values[i]]));
