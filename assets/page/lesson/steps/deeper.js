/** Step 2: the errors of a plain network of 20 layers and of one of 56, as they learned. */
import { find } from '../../component.js';
import { appear, draw } from '../chart.js';
import { share } from '../numbers.js';
import { once } from '../step.js';

const TOP = 0.9; // of the axis
const ROOM = 17; // letters
const ROWS = [0, 0.2, 0.4, 0.6, 0.8];
const KINDS = /** @type {Record<string, string>} */ ({ 20: 'shallow', 56: 'plain' });

/** @type {(tools: import('../step.js').Tools) => import('../step.js').Step} */
export function deeper({ figure, ask, guess, tell, yours, still, voice }) {
  const svg = find(figure, '.chart', SVGSVGElement);
  /** @typedef {{ train: number[], test: number[], final: { train: number } }} Errors */
  /** @type {Record<string, Errors> | null} */
  let measured = null;
  let epochs = 24;

  const prepare = once(async () => {
    const { networks } = await ask('deeper');
    epochs = networks[20].train.length;
    redraw();
    return networks;
  });

  function redraw() {
    const guessed = guess().sliders;
    const last = epochs;
    const along = Array.from({ length: epochs }, (_, i) => i + 1);
    const lines = Object.entries(measured ?? {}).flatMap(([depth, { train, test }]) => [
      { kind: `measured thin ${KINDS[depth]}`, x: along, y: test },
      { kind: `measured ${KINDS[depth]}`, x: along, y: train },
    ]);
    const dots = Object.keys(KINDS).flatMap((depth) => {
      const found = measured?.[depth].final.train;
      const own = guessed?.[depth];
      const name = (/** @type {number} */ error) =>
        voice('lesson_layers', { depth, value: share(error, measured ? 1 : 0) });
      return [
        ...(own === undefined
          ? []
          : [
              dot(own / 100, `guessed ${KINDS[depth]}`, found === undefined ? name(own / 100) : ''),
            ]),
        ...(found === undefined ? [] : [dot(found, `measured ${KINDS[depth]}`, name(found))]),
      ];
    });
    draw(svg, {
      x: [0, last],
      y: [0, TOP],
      rows: ROWS,
      named: (value) => share(value),
      columns: [1, Math.round(last / 2), last],
      column: (value) => voice('lesson_epoch', { epoch: value }),
      lines,
      dots,
      room: ROOM,
    });
    const own = (/** @type {number} */ depth) =>
      guessed?.[depth] === undefined ? '–' : share(guessed[depth] / 100);
    svg.setAttribute(
      'aria-label',
      voice('lesson_errors_drawn', {
        ...said(),
        epochs,
        shallow_guess: own(20),
        deep_guess: own(56),
      }),
    );
  }

  /**
   * At the end of the axis.
   * @param {number} y
   * @param {string} kind
   * @param {string} name
   */
  const dot = (y, kind, name) => ({ x: epochs, y: Math.min(y, TOP), kind, name });

  const said = () => ({
    shallow: measured ? share(measured[20].final.train, 1) : '–',
    deep: measured ? share(measured[56].final.train, 1) : '–',
  });

  return {
    prepare,

    async show() {
      measured = await prepare();
      redraw();
      await appear(svg, still());
      const { sliders } = guess();
      yours(
        sliders
          ? Object.keys(KINDS)
              .map((depth) => voice('lesson_layers', { depth, value: share(sliders[depth] / 100) }))
              .join(' · ')
          : null,
      );
      tell({ ...said(), epochs: String(epochs) });
    },

    redraw,
  };
}
