/** One network of the stage: drawn, the axis of its own curve, with its words and its switch. */
import { find, say, sayFormula } from '../component.js';
import { drawing } from '../network/drawing.js';
import { entry, lastIn, lastTested, mainPath, values } from '../race/log.js';
import { percent, short, lane as saidOf } from '../race/words.js';
import { axisOf, curve, powerOfTen } from './curve.js';
import { pulse } from './pulse.js';
import { brightness, GRADIENT, scaleOf, shades } from './shine.js';
import { factorAt, formulaAt } from './shortcuts.js';
import { left, rem, underCurve } from './under.js';

/** @typedef {import('../race/log.js').Log} Log */
/** @typedef {import('../race/scene.js').Voice} Voice */
/** @typedef {import('../network/anatomy.js').Anatomy} Anatomy */
/** @typedef {ReturnType<typeof import('../network/drawing.js').drawing>} Drawing */
/**
 * @typedef {object} Look What a lane is to show.
 * @property {Log} log With a step at least.
 * @property {number} step From 0.
 * @property {string} quantity
 * @property {Log | null} former The race before, at its last step.
 * @property {import('../race/words.js').Words} words
 * @property {Voice} voice
 */

/**
 * @param {HTMLElement} place
 * @param {string} kind
 * @param {() => import('../network/words.js').Texts} texts
 */
export function lane(place, kind, texts) {
  const svg = find(place, '.curve', SVGSVGElement);
  const drawn = curve(svg);
  const ground = find(place, '.drawing');
  const running = pulse(find(place, '.pulse'));
  /** @type {Drawing | null} */
  let network = null;
  /** @type {Anatomy | null} */
  let anatomy = null;
  let size = '';
  /** @type {Look | null} */
  let last = null;

  /**
   * The network as it is at the step that is looked at.
   * @param {Look} look
   */
  function redrawn({ log, step }) {
    const given = factorAt(log, step, kind) !== 0;
    const all = log.facts?.anatomy;
    const wanted = all && (kind === 'plain' && given ? all.plain_given : all[kind]);
    if (!wanted) return null;
    if (wanted !== anatomy || size !== String(rem())) {
      network?.dispose();
      anatomy = wanted;
      size = String(rem());
      network = drawing(ground, wanted, { texts, layout: underCurve({ box: 1.15, arc: 1 }) });
    }
    return network;
  }

  /** @param {Look} look */
  function show(look) {
    const fresh = !last || last.log.n !== look.log.n || last.step !== look.step;
    last = look;
    words(look);
    const shown = redrawn(look);
    if (shown && svg.clientWidth) paint(look, shown, fresh);
  }

  /**
   * @param {Look} look
   * @param {Drawing} network
   * @param {boolean} fresh Whether a step is looked at that was not before.
   */
  function paint({ log, step, quantity, former, voice }, network, fresh) {
    const at = lastIn(log, step, kind);
    const names = log.facts?.layers[kind] ?? [];
    const now = values(log, at, quantity, kind);
    const main = mainPath(log);
    const x = network.axis();
    const places = names.slice(0, main).map((name) => x[name] ?? 0);
    const axis = axisOf(spanned(log, former, quantity), log.gauges[quantity].log);
    drawn.draw({
      line: { x: places, values: now },
      former: former && before(former, kind, quantity, places),
      axis,
      left: left(),
      width: svg.clientWidth,
      height: svg.clientHeight,
    });
    const { first, last } = { first: now[0], last: now[main - 1] };
    svg.setAttribute(
      'aria-label',
      voice('race_summary_profile', {
        step: log.rows[at].step,
        network: voice(kind === 'plain' ? 'race_plain' : 'race_residual'),
        first: short(first),
        last: short(last),
      }),
    );
    network.update(shades(log, at, kind, anatomy), scaleOf(log));
    if (fresh && entry(log, step, kind)) running.run(brightness(log, at, kind, places));
    const factor = factorAt(log, step, kind);
    place.dataset.cut = String(factor === 0);
  }

  /**
   * What is read from the last row.
   * @param {Look} look
   */
  function words({ log, step, words: names, voice }) {
    const seen = saidOf(log, step, kind, names, voice);
    for (const of of /** @type {const} */ (['gradients', 'learning'])) {
      const part = find(place, `.word[data-of="${of}"]`);
      const term = part.querySelector('button'); // a file has no glossary to open
      const word = seen?.[of].word ?? '';
      say(term ?? part, seen?.[of].said ?? '–');
      part.dataset.word = word;
      if (!term) continue;
      term.dataset.term = word.replaceAll(' ', '_');
      term.disabled = word === '';
    }
    sayFormula(find(place, 'tex-formula'), formulaAt(log, step, kind));
    const last = lastIn(log, step, kind);
    const tested = lastTested(log, last, kind);
    const right = tested ?? entry(log, last, kind)?.train_accuracy ?? null;
    say(find(place, '.accuracy'), percent(right));
    say(find(place, '.of'), voice(tested === null ? 'race_of_batch' : 'race_of_test'));
    const gradient = values(log, last, GRADIENT, kind);
    const ratio = gradient[0] / gradient[mainPath(log) - 1];
    say(
      find(place, '.hears'),
      Number.isFinite(ratio)
        ? voice(ratio >= 1 ? 'race_hears_times' : 'race_hears', { ratio: scientific(ratio) })
        : '',
    );
  }

  /** Says it again, in another language or theme. */
  function again() {
    network?.translate();
    if (last) show(last);
  }

  /** Nothing is shown any more. */
  function clear() {
    network?.dispose();
    network = anatomy = last = null;
  }

  return { show, again, clear };
}

/**
 * A small number as it is written on a blackboard.
 * @param {number} value
 */
function scientific(value) {
  const [digits, power] = value.toExponential(1).split('e');
  return Number(power) < -2 ? `${digits} × ${powerOfTen(Number(power))}` : short(value);
}

/**
 * Around what was seen in this race and in the one that it is compared with.
 * @param {Log} log
 * @param {Log | null} former
 * @param {string} quantity
 * @returns {[number, number] | undefined}
 */
function spanned(log, former, quantity) {
  const span = log.spans[quantity];
  const other = former?.spans[quantity];
  if (!span || !other) return span;
  return [Math.min(span[0], other[0]), Math.max(span[1], other[1])];
}

/**
 * The last curve of the race before, over the same width whatever its depth.
 * @param {Log} former
 * @param {string} kind
 * @param {string} quantity
 * @param {number[]} places
 */
function before(former, kind, quantity, places) {
  const main = mainPath(former);
  const from = places[0];
  const to = places[places.length - 1];
  const last = lastIn(former, former.n - 1, kind);
  return {
    x: Array.from({ length: main }, (_, i) => from + ((to - from) * i) / Math.max(1, main - 1)),
    values: values(former, last, quantity, kind),
  };
}
