/** Step 1: a photograph walks into a network, and the stages light up one after the other. */
import { all, find } from '../../component.js';
import { drawing } from '../../network/drawing.js';
import { share } from '../numbers.js';
import { once } from '../step.js';

const APART = 700; // milliseconds between two stages

/** @type {(tools: import('../step.js').Tools) => import('../step.js').Step} */
export function see({ section, figure, props, drawn, ask, guess, tell, yours, still, voice }) {
  const letters = ['A', 'B', 'C'];
  /** @type {ReturnType<typeof drawing> | null} */
  let network = null;
  /** @typedef {{ name: string, shape: number[], pictures: string[] }} Stage */
  /** @typedef {{ pictures: string[], bright: number }} Strip */
  /** @type {{ strips: Strip[], order: number[], stages?: Stage[] } | null} */
  let known = null;

  const prepare = once(async () => {
    const found = await ask('strips'); // the rest is fetched when it is shown
    network = drawing(find(figure, '.drawing'), found.anatomy, {
      texts: drawn,
      layout: { box: 20, arc: 24, left: 4, right: 4 },
    });
    for (const [place, strip] of all(section, '.strip').entries()) {
      strip.replaceChildren(...pictures(found.strips[place].pictures));
    }
    known = found;
    describe();
    return found;
  });

  /** Says what the pictures are, for whoever does not see them. */
  function describe() {
    if (!known) return;
    const { stages, strips } = known;
    for (const [place, each] of all(section, '.strip').entries()) {
      const { pictures: shown, bright } = strips[place];
      const told = { channels: shown.length, bright: share(bright) };
      each.setAttribute('aria-label', voice('lesson_strip', told));
    }
    if (!stages) return;
    for (const [place, each] of all(figure, '.channels').entries()) {
      const { shape, pictures: shown } = stages[place];
      const [channels, ...size] = shape;
      each.setAttribute(
        'aria-label',
        voice('lesson_channels', {
          stage: place + 1,
          shown: shown.length,
          channels,
          size: size.join('×'),
        }),
      );
    }
  }

  return {
    prepare,

    async show() {
      await prepare();
      const found = await ask('see');
      known = found;
      find(figure, '.columns').replaceChildren(...found.stages.map(column));
      describe();
      const columns = all(figure, '.column');
      for (const [place, each] of columns.entries()) {
        network?.update(lit(found.anatomy.stages[place]));
        each.classList.add('seen');
        if (!still() && place < columns.length - 1) {
          await new Promise((next) => setTimeout(next, APART));
        }
      }
      for (const [place, stage] of found.order.entries()) {
        find(columns[stage], 'b').textContent = letters[place];
      }
      const { choice } = guess();
      yours(choice === undefined ? null : (props.said.see.choices?.[choice] ?? null));
      tell({ truth: letters[found.order.indexOf(0)], network: found.network });
    },

    redraw() {
      network?.translate();
      describe();
    },
  };
}

/**
 * Channels as pictures, pixel by pixel.
 * @param {string[]} addresses
 */
const pictures = (addresses) =>
  addresses.map((address) => {
    const picture = document.createElement('img');
    picture.className = 'pixels';
    picture.src = address;
    picture.alt = '';
    return picture;
  });

/** @param {{ shape: number[], pictures: string[] }} stage */
function column({ shape, pictures: addresses }, /** @type {number} */ place) {
  const made = document.createElement('div');
  made.className = 'column';
  made.style.setProperty('--turn', String(place));
  const title = document.createElement('p');
  title.className = 'shape';
  title.append(document.createElement('b'), ` ${shape.join('×')}`);
  const sheet = document.createElement('div');
  sheet.className = 'channels';
  sheet.setAttribute('role', 'img');
  sheet.append(...pictures(addresses));
  made.append(sheet, title);
  return made;
}

/** @param {import('../../network/anatomy.js').Stage} stage */
const lit = ({ blocks }) =>
  Object.fromEntries(blocks.flatMap(({ layers }) => layers).map(({ name }) => [name, 0.85]));
