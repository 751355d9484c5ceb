/** Step 5: y = F(x) + x in three lines, in the network of step 3, and in a trained block. */
import { all, find } from '../../component.js';
import { gauge } from '../gauge.js';
import { factor } from '../numbers.js';
import { once } from '../step.js';
import { anatomyOf, heard, RANGE } from './hears.js';

const APART = 900; // milliseconds between two lines
const SIGNS = ['', '+', '=', '→'];

/** @type {(tools: import('../step.js').Tools) => import('../step.js').Step} */
export function plus({ figure, props, drawn, ask, follow, guess, tell, yours, still, voice }) {
  const seen = gauge(find(figure, '.gauge'), drawn, RANGE);

  /** @type {any} The block, when it is opened. */
  let open = null;
  /** What the first layer hears, in words, by network. */
  const first = { plain: '–', residual: '–' };

  /** Says the curves' numbers, and names the curves. */
  function describe() {
    seen.name('measured', voice('race_plain'), 0.6);
    seen.name('given', voice('race_residual'), 0.05);
    seen.svg.setAttribute('aria-label', voice('lesson_plus_drawn', first));
  }

  const prepare = once(async () => {
    const [race, block] = await Promise.all([follow('hears'), ask('block')]);
    await race.until(({ log }) => log.n > 0);
    race.leave();
    const { log } = race.store.now();
    seen.draw(anatomyOf(log, 'plain'));
    const measured = heard(log, 0, 'plain');
    first.plain = factor(measured[0]);
    describe();
    seen.line('measured', measured);
    return { log, block };
  });

  /** The derivation, the arcs, and the same pulse: it arrives. */
  async function derived() {
    const { log, block } = await prepare();
    for (const line of all(figure, '.line[hidden]')) {
      line.hidden = false;
      if (!still()) await new Promise((next) => setTimeout(next, APART));
    }
    const measured = heard(log, 0, 'residual');
    seen.draw(anatomyOf(log, 'residual'));
    await seen.run(measured);
    first.residual = factor(measured[0]);
    describe();
    seen.line('given', measured);
    seen.appear('given', still());
    const { choice } = guess();
    const choices = props.said.plus.choices ?? [];
    yours(choice === undefined ? null : choices[choice]);
    tell({
      formula: choices[1],
      truth: first.residual,
      block: block.block,
      network: block.network,
    });
  }

  /** One block of a trained network, on a photograph. */
  async function opened() {
    open = (await prepare()).block;
    draw();
    seen.redraw();
  }

  /** The opened block, in the language of now. */
  function draw() {
    if (!open) return;
    const place = find(figure, '.opened');
    find(place, '.hint').textContent = voice('lesson_block', open);
    find(place, '.terms').replaceChildren(
      ...open.terms.map((/** @type {any} */ term, /** @type {number} */ i) => card(term, i)),
    );
    place.hidden = false;
  }

  /**
   * @param {{ name: string, picture: string, low: number, high: number }} term
   * @param {number} place
   */
  function card({ name, picture, low, high }, place) {
    const made = document.createElement('figure');
    const sign = document.createElement('span');
    sign.className = 'sign';
    sign.textContent = SIGNS[place];
    const image = document.createElement('img');
    image.className = 'pixels';
    image.src = picture;
    image.alt = '';
    const said = document.createElement('figcaption');
    const range = document.createElement('span');
    range.textContent = `${number(low)} … ${number(high)}`;
    said.append(`${voice(/** @type {any} */ (name))} `, range);
    made.append(sign, image, said);
    return made;
  }

  return {
    prepare,
    show: (moment) => (moment === 1 ? derived() : opened()),
    redraw() {
      describe();
      draw();
      seen.redraw();
      seen.again();
    },
  };
}

/** @param {number} value */
const number = (value) => String(Number(value.toPrecision(2)));
