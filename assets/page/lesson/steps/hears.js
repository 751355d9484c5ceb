/** Step 3: how much of the loss the first of 56 layers hears; the room draws it first. */
import { find } from '../../component.js';
import { factsOf, mainPath, values } from '../../race/log.js';
import { GRADIENT } from '../../stage/shine.js';
import { gauge } from '../gauge.js';
import { factor } from '../numbers.js';
import { once } from '../step.js';

/** Powers of ten, of what the last layer hears. */
export const RANGE = /** @type {[number, number]} */ ([-16, 2]);

/**
 * What each layer hears, of what the last one hears.
 * @param {import('../../race/log.js').Log} log
 * @param {number} step From 0.
 * @param {string} kind
 */
export function heard(log, step, kind) {
  const found = [...values(log, step, GRADIENT, kind)].slice(0, mainPath(log));
  return found.map((value) => value / found[found.length - 1]);
}

/**
 * @param {import('../../race/log.js').Log} log
 * @param {string} kind
 */
export function anatomyOf(log, kind) {
  const { anatomy } = factsOf(log);
  if (!anatomy) throw new Error('the race says nothing of its networks');
  return anatomy[kind];
}

/** @type {(tools: import('../step.js').Tools) => import('../step.js').Step} */
export function hears({ figure, props, drawn, follow, guess, guessed, tell, yours, still, voice }) {
  const seen = gauge(find(figure, '.gauge'), drawn, RANGE);
  let drawing = false;
  let shown = false;
  let truth = '–';

  const prepare = once(async () => {
    const race = await follow('hears');
    await race.until(({ log }) => log.n > 0);
    race.leave();
    const { log } = race.store.now();
    seen.draw(anatomyOf(log, 'plain'));
    redraw();
    return log;
  });

  /** The guess as powers of ten, one a layer; null before there is one. */
  function powers() {
    const { drawn: own, sliders } = guess();
    const count = seen.layers() - 1; // the classifier has none
    if (own?.length === count) return own;
    if (sliders?.hears === undefined || count < 2) return null;
    const first = sliders.hears;
    return Array.from({ length: count }, (_, i) => first * (1 - i / (count - 1)));
  }

  function redraw() {
    const own = powers();
    seen.line('guessed', own ? own.map((each) => 10 ** each) : null);
    seen.svg.setAttribute(
      'aria-label',
      voice('lesson_gauge_drawn', { first: own ? factor(10 ** own[0]) : '–', truth }),
    );
    seen.again();
  }

  const board = find(figure, '.gauge'); // whoever begins beside the curve means its end
  board.addEventListener('pointerdown', (event) => {
    if (shown || !seen.layers()) return;
    drawing = true;
    board.setPointerCapture(event.pointerId);
    put(event);
  });
  board.addEventListener('pointermove', (event) => {
    if (drawing) put(event);
  });
  board.addEventListener('pointerup', () => {
    drawing = false;
    last = null;
  });
  /** @type {{ layer: number, power: number } | null} */
  let last = null;

  /** @param {PointerEvent} event */
  function put(event) {
    const here = seen.under(event);
    const line = [...(powers() ?? Array.from({ length: seen.layers() - 1 }, () => 0))];
    const from = last ?? here;
    const steps = Math.max(1, Math.abs(here.layer - from.layer));
    for (let i = 0; i <= steps; i++) {
      const layer = Math.round(from.layer + ((here.layer - from.layer) * i) / steps);
      if (layer < line.length) line[layer] = from.power + ((here.power - from.power) * i) / steps;
    }
    last = here;
    const first = Math.round(2 * line[0]) / 2;
    guessed({ drawn: line, sliders: { hears: first } });
  }

  return {
    prepare,

    async show() {
      const log = await prepare();
      shown = true;
      const measured = heard(log, 0, 'plain');
      await seen.run(measured);
      truth = factor(measured[0]);
      redraw();
      seen.line('measured', measured);
      seen.appear('measured', still());
      const first = guess().sliders?.hears; // as the slider says it
      yours(
        first === undefined ? null : voice('lesson_first_heard', { value: factor(10 ** first) }),
      );
      tell({
        truth,
        lost: String(Math.round(-Math.log10(measured[0]))),
        settings: props.settings.hears,
      });
    },

    redraw,
  };
}
