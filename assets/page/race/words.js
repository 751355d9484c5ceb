/** What is said beside a race's figures: words, numbers, summaries, facts. All of it plain text. */
import { said } from '../pairs.js';
import { entry, extremes, factsOf, lastIn, lastTested } from './log.js';

/** @typedef {import('./log.js').Log} Log */
/** @typedef {import('./scene.js').Voice} Voice */
/** @typedef {import('./scene.js').Key} Key */
/** @typedef {import('../pairs.js').Pair} Pair */

/**
 * Words of the verdicts by their places in a row.
 * @typedef {{ gradients: string[], learning: string[] }} Words
 *
 * Name of every setting, and of its values where they have names.
 * @typedef {Record<string, { label: Pair, values: Record<string, Pair> }>} SettingNames
 */

const TITLE = ['depth', 'normalization', 'initialization', 'seed']; // settings that name a race
const DIGITS = 12; // of a fingerprint
const NOTHING = '–';

/**
 * A number as short as it may be.
 * @param {number} value
 */
export function short(value) {
  if (!Number.isFinite(value) || value === 0) return String(value);
  if (value >= 0.01 && value < 1000) return String(Number(value.toPrecision(2)));
  return value.toExponential(1).replace('e+', 'e');
}

/**
 * A share as a percentage.
 * @param {number | null} share
 */
export const percent = (share) => (share === null ? NOTHING : `${(100 * share).toFixed(0)} %`);

/** @param {number | null} value */
const shortOr = (value) => (value === null ? NOTHING : short(value));

/**
 * What is said of one network: its two words, its numbers, its word at first.
 * @param {Log} log
 * @param {number} step The one that is looked at.
 * @param {string} kind
 * @param {Words} words
 * @param {Voice} voice
 */
export function lane(log, step, kind, words, voice) {
  const now = entry(log, step, kind);
  const last = lastIn(log, step, kind);
  const each = now ?? entry(log, last, kind);
  if (!each) return null;
  const gradients = words.gradients[each.word];
  const learning = words.learning[each.learning];
  const first = words.gradients[each.first_word];
  const { low, high } = extremes(log, last, 'weight_gradient', kind);
  const accuracy = percent(lastTested(log, last, kind));
  const numbers = [voice('race_summary_accuracy', { accuracy, loss: shortOr(each.loss) })];
  if (high > 0) numbers.push(voice('race_span', { low: short(low), high: short(high) }));
  if (!now || each.diverged) numbers.push(voice('race_out', { step: log.rows[last].step }));
  return {
    gradients: { word: gradients, said: word(gradients, voice) },
    learning: { word: learning, said: word(learning, voice) },
    numbers: numbers.join(' · '),
    first: first === gradients ? '' : voice('race_first', { word: word(first, voice) }),
  };
}

/**
 * A verdict's word in the language of now.
 * @param {string} name
 * @param {Voice} voice
 */
export const word = (name, voice) => voice(`race_word_${name.replaceAll(' ', '_')}`);

/**
 * What a figure of norms by layer shows.
 * @param {Log} log
 * @param {number} step
 * @param {string} quantity
 * @param {Voice} voice
 */
export function profileSummary(log, step, quantity, voice) {
  const there = log.wire.networks.filter((kind) => entry(log, step, kind));
  return there
    .flatMap((kind) => {
      const { first, last, under, over } = extremes(log, step, quantity, kind);
      const network = voice(kind === 'plain' ? 'race_plain' : 'race_residual');
      const ends = { first: short(first), last: short(last) };
      return [
        voice('race_summary_profile', { step: log.rows[step].step, network, ...ends }),
        under ? `${under} × ${voice('race_underflow')}.` : '',
        over ? `${over} × ${voice('race_overflow')}.` : '',
      ];
    })
    .filter(Boolean)
    .join(' ');
}

/**
 * What the heat maps show.
 * @param {Log} log
 * @param {string} quantity
 * @param {Voice} voice
 */
export const heatSummary = (log, quantity, voice) =>
  voice('race_summary_heat', { quantity: voice(`race_q_${quantity}`), steps: log.n });

/**
 * What the curves of accuracy show.
 * @param {Log} log
 * @param {number} step
 * @param {Voice} voice
 */
export const accuracySummary = (log, step, voice) =>
  voice(
    'race_summary_tested',
    ofEach(log, (kind) => percent(lastTested(log, step, kind))),
  );

/**
 * What the curves of the loss show.
 * @param {Log} log
 * @param {number} step
 * @param {Voice} voice
 */
export const lossSummary = (log, step, voice) =>
  voice(
    'race_summary_loss',
    ofEach(log, (kind) => short(entry(log, step, kind)?.loss ?? NaN)),
  );

/**
 * @param {Log} log
 * @param {(kind: string) => string} say
 */
const ofEach = (log, say) => Object.fromEntries(log.wire.networks.map((kind) => [kind, say(kind)]));

/**
 * A setting as the form says it.
 * @param {string} name
 * @param {unknown} value
 * @param {SettingNames} names
 * @param {string} language
 */
export function setting(name, value, names, language) {
  const { label, values } = names[name];
  const title = said(label, language)
    .split(/[:：(（]/)[0]
    .trim();
  const shown = values[String(value)] ? said(values[String(value)], language) : value;
  return `${title}: ${shown ?? NOTHING}`;
}

/**
 * The name of the data that a race learns from.
 * @param {Log} log
 * @param {SettingNames} names
 * @param {string} language
 */
function dataName(log, names, language) {
  const { data } = factsOf(log);
  const known = names.data.values[data];
  return known ? said(known, language) : data;
}

/**
 * A race's title and the settings that tell it from others.
 * @param {Log} log
 * @param {Pair | null} title
 * @param {SettingNames} names
 * @param {string} language
 */
export function heading(log, title, names, language) {
  const { settings } = factsOf(log);
  return [
    ...(title ? [said(title, language)] : []),
    ...TITLE.map((name) => setting(name, settings[name], names, language)),
    dataName(log, names, language),
  ].join(' · ');
}

/**
 * Fingerprints, data, sizes, every setting.
 * @param {Log} log
 * @param {{ step: number, batches: Record<string, string> } | null} detail Fingerprints of batches.
 * @param {SettingNames} names
 * @param {string} language
 * @param {Voice} voice
 */
export function facts(log, detail, names, language, voice) {
  const known = factsOf(log);
  const { plain, residual } = known.weights_sha256;
  const weights = plain.slice(0, DIGITS);
  const data = known.data_sha256.slice(0, DIGITS);
  const parts = [voice(plain === residual ? 'race_same' : 'race_same_not', { weights, data })];
  const { plain: batches, residual: others } = detail?.batches ?? {};
  if (detail && batches && batches === others) {
    const step = detail.step + 1;
    parts.push(voice('race_same_batches', { batches: batches.slice(0, DIGITS), step }));
  }
  const images = { train: known.train_images, test: known.test_images };
  const of = dataName(log, names, language);
  parts.push(voice('race_facts', { data: of, ...images, ...known.parameters }));
  const settings = Object.entries(known.settings).filter(([name]) => name !== 'data');
  parts.push(settings.map(([name, value]) => setting(name, value, names, language)).join('; '));
  return parts.join(' · ');
}
