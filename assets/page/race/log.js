/**
 * A race as this page has it: its steps as they arrive, and what can be told from a number. Steps
 * count from 0 here. A log never changes: `received` returns a longer one, which shares its memory.
 */
import { decoded, row } from './wire.js';

/** @typedef {import('./wire.js').Wire} Wire */
/** @typedef {import('./wire.js').Facts} Facts */
/** @typedef {import('./wire.js').Gauge} Gauge */

/**
 * @typedef {object} Log
 * @property {Wire} wire How to read what arrives.
 * @property {Record<string, Gauge>} gauges By name.
 * @property {string[]} sent Those that travel.
 * @property {number} n Steps that are here.
 * @property {import('./wire.js').Row[]} rows The first n are of this log.
 * @property {Float32Array} numbers (step, quantity, layer of both networks).
 * @property {number} width Numbers of one step.
 * @property {Facts | null} facts
 * @property {[number, string, number][]} events What the shortcut switch did: step, network,
 *   factor.
 * @property {Record<string, [number, number]>} spans Least and largest value by quantity, of those
 *   that its axis shows.
 */

export const SMALLEST = 1.1754944e-38; // below it float32 loses digits
const ROOM = 64; // steps that are given room at least

/**
 * A log without a step.
 * @param {Wire} wire
 * @returns {Log}
 */
export const emptyLog = (wire) => ({
  wire,
  gauges: Object.fromEntries(wire.gauges.map((gauge) => [gauge.name, gauge])),
  sent: wire.gauges.filter(({ sent }) => sent).map(({ name }) => name),
  n: 0,
  rows: [],
  numbers: new Float32Array(0),
  width: 0,
  facts: null,
  events: [],
  spans: {},
});

/**
 * The log with what has arrived; the same one if that does not go on where it ends.
 * @param {Log} log
 * @param {import('./wire.js').News} news
 * @returns {Log}
 */
export function received(log, news) {
  const facts = news.facts ?? log.facts;
  if (facts !== log.facts) log = { ...log, facts, width: widthOf(log, facts) };
  if (news.events && news.events.length !== log.events.length)
    log = { ...log, events: news.events };
  if (news.from !== log.n || !news.rows.length) return log;
  const start = log.n * log.width;
  const arrived = decoded(news.numbers);
  const numbers = withRoom(log, start + arrived.length);
  numbers.set(arrived, start);
  log.rows.length = log.n; // nothing of a longer log that was given up
  for (const sent of news.rows) log.rows.push(row(sent, log.wire));
  const longer = { ...log, n: log.n + news.rows.length, numbers };
  return { ...longer, spans: widened(longer, log.n) };
}

/**
 * @param {Log} log
 * @param {Facts | null} facts
 */
const widthOf = ({ wire, sent }, facts) =>
  sent.length * wire.networks.reduce((sum, kind) => sum + (facts?.layers[kind].length ?? 0), 0);

/**
 * @param {Log} log
 * @param {number} length
 */
function withRoom({ numbers, width }, length) {
  if (numbers.length >= length) return numbers;
  const larger = new Float32Array(Math.max(length, 2 * numbers.length, ROOM * width));
  larger.set(numbers);
  return larger;
}

/**
 * The spans with new steps: an axis only ever grows, so that no figure jumps while it is looked at.
 * @param {Log} log
 * @param {number} from The first new step.
 */
function widened(log, from) {
  /** @type {Log['spans']} */
  const spans = {};
  for (const quantity of Object.keys(log.gauges)) {
    let [low, high] = log.spans[quantity] ?? [Infinity, -Infinity];
    for (let step = from; step < log.n; step++) {
      for (const kind of log.wire.networks) {
        if (!entry(log, step, kind)) continue;
        for (const value of values(log, step, quantity, kind)) {
          if (shownAs(value, log.gauges[quantity].log) !== 'shown') continue;
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
    }
    spans[quantity] = [low, high];
  }
  return spans;
}

/**
 * What is known of a race that has begun.
 * @param {Log} log
 * @returns {Facts}
 */
export function factsOf({ facts }) {
  if (!facts) throw new Error('nothing is known of this race yet');
  return facts;
}

/**
 * What the row of a step says of a network; null once it is out of the race.
 * @param {Log} log
 * @param {number} step
 * @param {string} kind
 */
export const entry = (log, step, kind) => log.rows[step].of[kind];

/**
 * The number of a step, from 1: a saved page may hold every so many.
 * @param {Log} log
 * @param {number} step
 */
export const numberOf = (log, step) => log.rows[step].step;

/**
 * The last step up to one at which a network was in the race.
 * @param {Log} log
 * @param {number} step
 * @param {string} kind
 */
export function lastIn(log, step, kind) {
  let last = step;
  while (last > 0 && !entry(log, last, kind)) last--;
  return last;
}

/**
 * The accuracy on the test images when last measured; null before that.
 * @param {Log} log
 * @param {number} step
 * @param {string} kind
 */
export function lastTested(log, step, kind) {
  let last = step;
  while (last > 0 && entry(log, last, kind)?.test_accuracy == null) last--;
  return entry(log, last, kind)?.test_accuracy ?? null;
}

/**
 * One number a layer of a network.
 * @param {Log} log
 * @param {number} step
 * @param {string} quantity
 * @param {string} kind
 * @returns {Float32Array}
 */
export function values(log, step, quantity, kind) {
  const { networks } = log.wire;
  const { derived_from: derived } = log.gauges[quantity];
  if (derived) {
    const [above, below] = derived.map((each) => values(log, step, each, kind));
    return above.map((value, i) => value / below[i]);
  }
  const layers = networks.map((each) => factsOf(log).layers[each].length);
  const both = layers.reduce((sum, count) => sum + count, 0);
  const place = networks.indexOf(kind);
  const before = layers.slice(0, place).reduce((sum, count) => sum + count, 0);
  const start = step * log.width + log.sent.indexOf(quantity) * both + before;
  return log.numbers.subarray(start, start + layers[place]);
}

/**
 * How an axis shows a value: what it cannot show is marked, never dropped.
 * @param {number} value
 * @param {boolean} [log] Whether the axis is logarithmic.
 * @returns {'shown' | 'under' | 'over'} `under` is 0 or underflow, `over` is not finite.
 */
export function shownAs(value, log = true) {
  if (!Number.isFinite(value)) return 'over';
  return log && value < SMALLEST ? 'under' : 'shown';
}

/**
 * First and last layer, extremes of what the axis shows, and how many it does not.
 * @param {Log} log
 * @param {number} step
 * @param {string} quantity
 * @param {string} kind
 */
export function extremes(log, step, quantity, kind) {
  const all = [...values(log, step, quantity, kind)];
  const { log: logarithmic } = log.gauges[quantity];
  const as = (/** @type {string} */ what) =>
    all.filter((value) => shownAs(value, logarithmic) === what);
  return {
    low: Math.min(...as('shown')),
    high: Math.max(...as('shown')),
    under: as('under').length,
    over: as('over').length,
    first: all[0],
    last: all[mainPath(log) - 1],
  };
}

/**
 * The quantities that this race has, in the order of the menu.
 * @param {Log} log
 */
export const offered = ({ gauges, facts }) =>
  Object.keys(gauges).filter((name) => !facts?.missing.includes(name));

/**
 * Convolutions of the main path; projections stand behind them.
 * @param {Log} log
 */
export const mainPath = (log) => factsOf(log).settings.depth - 1;

/**
 * Steps a second of computing, over the last 20; null before the second.
 * @param {Log} log
 */
export function rate({ n, rows }) {
  if (n < 2) return null;
  const from = Math.max(0, n - 21);
  const seconds = rows[n - 1].seconds - rows[from].seconds;
  return seconds > 0 ? (n - 1 - from) / seconds : null;
}
