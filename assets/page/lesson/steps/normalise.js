/** Step 4: with batch normalisation, two moments of one network, and shattered gradients. */
import { all, find } from '../../component.js';
import { mainPath, values } from '../../race/log.js';
import { appear, draw } from '../chart.js';
import { factor } from '../numbers.js';
import { powerOfTen } from '../../stage/curve.js';
import { once } from '../step.js';

const RELATIVE = 'relative_gradient';
/** Networks whose gradients are compared, and how they are drawn. */
const CURVES = /** @type {Record<string, string>} */ ({
  'plain-8': 'shallow',
  'plain-56': 'plain',
  'residual-56': 'residual',
});

/** @type {(tools: import('../step.js').Tools) => import('../step.js').Step} */
export function normalise({ figure, props, ask, follow, guess, tell, yours, still, voice }) {
  const [left, right] = all(figure, 'svg.chart').map((each) => /** @type {any} */ (each));
  let shown = false;
  /** @typedef {import('../../race/log.js').Log} Log */
  /** @type {{ log: Log, curves: Record<string, number[]>, degrees: number[] } | null} */
  let found = null;

  const prepare = once(async () => {
    const [race, shattered] = await Promise.all([follow('normalise'), ask('shattered')]);
    await race.until(({ log, steps }) => log.n > 0 && log.n >= steps);
    race.leave();
    const both = { log: race.store.now().log, ...shattered };
    found = both;
    redraw();
    return /** @type {{ log: Log }} */ (both);
  });

  /** @param {import('../../race/log.js').Log} log */
  const moments = (log) =>
    [0, log.n - 1].map((step) => [...values(log, step, RELATIVE, 'plain')].slice(0, mainPath(log)));

  function redraw() {
    const all = found ? moments(found.log) : [[], []];
    const top = 2;
    /** @type {import('../chart.js').Line[]} */
    const relative =
      shown && found
        ? all.map((y, i) => ({
            kind: `measured ${i ? 'plain' : 'plain thin'}`,
            x: y.map((_, layer) => layer + 1),
            y: y.map((value) => Math.max(value, 1e-8)),
            name: voice('lesson_step', { step: i ? found?.log.n : 1 }),
          }))
        : [];
    /** @type {import('../chart.js').Line[]} */
    const alike =
      shown && found
        ? Object.entries(CURVES).map(([name, kind]) => {
            const within = found?.degrees.filter((each) => each <= 20) ?? [];
            const [network, depth] = name.split('-');
            return {
              kind: `measured ${kind}`,
              x: within,
              y: found?.curves[name].slice(0, within.length) ?? [],
              name: `${voice(network === 'plain' ? 'race_plain' : 'race_residual')} ${depth}`,
            };
          })
        : [];
    draw(left, {
      room: 7,
      x: [1, 55],
      y: [1e-8, 10 ** top],
      log: true,
      rows: [1e-8, 1e-6, 1e-4, 1e-2, 1, 100],
      named: (value) => powerOfTen(Math.round(Math.log10(value))),
      columns: [1, 28, 55],
      column: (value) => voice('lesson_layer', { layer: value }),
      lines: relative,
    });
    draw(right, {
      room: 11,
      x: [0, 20],
      y: [-0.25, 1],
      rows: [0, 0.5, 1],
      named: (value) => String(value),
      columns: [0, 10, 20],
      column: (value) => `${value}°`,
      lines: alike,
    });
    const ends = [1, 55].map((layer) => voice('lesson_layer', { layer }));
    left.setAttribute('aria-label', described('lesson_relative', relative, ends));
    right.setAttribute('aria-label', described('lesson_shattered', alike, ['0°', '20°']));
  }

  /**
   * A chart in words.
   * @param {'lesson_relative' | 'lesson_shattered'} title
   * @param {import('../chart.js').Line[]} lines
   * @param {string[]} ends Of its lines.
   */
  const described = (title, lines, [from, to]) =>
    [
      voice(title),
      ...lines.map(({ name = '', y }) => {
        const [first, last] = [y[0], y[y.length - 1]].map(factor);
        return voice('lesson_from_to', { name, from, to, first, last });
      }),
    ].join(' · ');

  return {
    prepare,

    async show() {
      const { log } = await prepare();
      shown = true;
      redraw();
      await Promise.all([appear(left, still()), appear(right, still())]);
      find(figure, 'blockquote').hidden = false;
      const { choice } = guess();
      yours(choice === undefined ? null : (props.said.normalise.choices?.[choice] ?? null));
      const [first, later] = moments(log).map(towards);
      tell({ first: factor(first), later: factor(later), step: String(log.n) });
    },

    redraw,
  };
}

/**
 * What the first third of the layers gets, of what the last third gets: medians.
 * @param {number[]} line
 */
export function towards(line) {
  const third = Math.floor(line.length / 3);
  return median(line.slice(0, third)) / median(line.slice(-third));
}

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
