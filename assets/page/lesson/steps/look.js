/** Step 7: where two networks look, beside where the room would have looked. */
import { all, find, say } from '../../component.js';
import { said } from '../../pairs.js';
import { now } from '../../language.js';
import { share } from '../numbers.js';
import { once } from '../step.js';

const BY = 0.05; // of the picture, by an arrow key
const MOVES = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-BY, 0],
  ArrowRight: [BY, 0],
  ArrowUp: [0, -BY],
  ArrowDown: [0, BY],
});

/** @type {(tools: import('../step.js').Tools) => import('../step.js').Step} */
export function look({ figure, section, ask, guess, guessed, tell, yours, voice, props }) {
  const points = find(figure, '.points');
  /** @type {any} */
  let found = null;

  const prepare = once(async () => {
    found = await ask('look');
    redraw();
    return found;
  });

  points.addEventListener('click', (event) => {
    const { left, top, width, height } = find(points, '.picture').getBoundingClientRect();
    put((event.clientX - left) / width, (event.clientY - top) / height);
  });
  points.addEventListener('keydown', (event) => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    const [x, y] = guess().point ?? [0.5, 0.5];
    put(x + move[0], y + move[1]);
  });

  /**
   * @param {number} x
   * @param {number} y
   */
  function put(x, y) {
    const within = (/** @type {number} */ value) => Math.min(1, Math.max(0, value));
    guessed({ point: [within(x), within(y)] });
  }

  function redraw() {
    const { point } = guess();
    for (const layers of all(figure, '.picture')) {
      const mark = layers.querySelector('.mark') ?? document.createElement('i');
      mark.className = 'mark';
      if (!point) mark.remove();
      else layers.append(mark);
      if (mark instanceof HTMLElement && point) {
        mark.style.left = `${100 * point[0]}%`;
        mark.style.top = `${100 * point[1]}%`;
      }
    }
    const pointed = find(section, '.pointed');
    pointed.classList.toggle('spoken', Boolean(point)); // the mark is seen
    say(
      pointed,
      point ? voice('lesson_pointed', { place: where(point) }) : voice('lesson_not_pointed'),
    );
    if (!found) return;
    for (const kind of ['residual', 'plain']) {
      list(kind);
      find(figure, `[data-kind="${kind}"] img`, HTMLImageElement).alt = voice('lesson_look_drawn', {
        network: voice(kind === 'plain' ? 'race_plain' : 'race_residual'),
        place: where(found[kind].strongest),
      });
    }
  }

  /**
   * A place of the picture in words.
   * @param {[number, number]} place
   */
  const where = ([x, y]) => voice('lesson_place', { x: share(x), y: share(y) });

  /** @param {string} kind */
  function list(kind) {
    const place = find(figure, `[data-kind="${kind}"] .says`);
    place.replaceChildren(
      ...found[kind].predictions.map((/** @type {[any, number]} */ [name, probability]) => {
        const item = document.createElement('li');
        item.textContent = `${said(name, now())} ${share(probability, 1)}`;
        return item;
      }),
    );
  }

  return {
    prepare,

    async show() {
      await prepare();
      for (const kind of ['residual', 'plain']) {
        const card = find(figure, `[data-kind="${kind}"]`);
        find(card, 'img', HTMLImageElement).src = found[kind].picture;
        card.hidden = false;
      }
      redraw();
      yours(guess().point ? props.texts['lesson_your_mark'] : null);
      tell({
        residual: top('residual'),
        plain: top('plain'),
        truth: found.truth,
        residual_error: share(found.errors.residual, 1),
        plain_error: share(found.errors.plain, 1),
      });
    },

    redraw,
  };

  /** @param {string} kind */
  function top(kind) {
    const [name, probability] = found[kind].predictions[0];
    return Object.fromEntries(
      Object.entries(name).map(([language, each]) => [
        language,
        `${each} (${share(probability, 1)})`,
      ]),
    );
  }
}
