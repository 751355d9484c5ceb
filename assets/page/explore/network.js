/**
 * The network that answered, drawn below its stages' pictures: a stage is a column from its picture
 * to its blocks, and opens by a click on it; so does a block.
 */
import { all, find } from '../component.js';
import { now, onChange } from '../language.js';
import { drawing } from '../network/drawing.js';
import { labels } from './cosine.js';

/** @typedef {import('../network/anatomy.js').Anatomy} Anatomy */
/** @typedef {{ anatomy: Anatomy, texts: Record<string, Record<string, string>> }} Given */

const ENDS = 22; // pixels, for the stem and the classifier
const FILE = { width: 1200, picture: 120 }; // pixels, of a drawing that is saved

/**
 * Draws the network of an answer.
 * @param {HTMLElement} element That shows the answer.
 * @param {{ stage: (place: number) => void, block: (name: string) => void }} open Called with a
 *   stage's place (0 is stage 1) or a block's name.
 * @returns {{ name: string, file: () => string, blocks: string[],
 *   select: (name: string | null) => void,
 *   cosines: (list: Element) => void, dispose: () => void } | null} Null where there is no answer.
 */
export function drawn(element, open) {
  const [place] = all(element, '.network');
  if (!place) return null;
  const { anatomy, texts } = /** @type {Given} */ (JSON.parse(place.dataset.given ?? ''));
  const said = () => Object.fromEntries(Object.entries(texts).map(([key, by]) => [key, by[now()]]));
  const cards = find(place, '.cards');
  place.style.setProperty('--ends', `${ENDS}px`);

  /** @type {import('../network/drawing.js').Settings['layout']} */
  const layout = { columns: ENDS, box: 20, arc: 24 };
  /** Leaves room for the cards, where they lie over the stages' columns. */
  function room() {
    const over = getComputedStyle(place).display === 'grid';
    Object.assign(layout ?? {}, { pictures: over ? 'stage' : null, picture: cards.offsetHeight });
  }
  room();
  const picture = drawing(find(place, '.drawing'), anatomy, {
    texts: said,
    levels: ['stage', 'block'],
    layout,
    chosen(name) {
      const stage = anatomy.stages.findIndex((each) => each.name === name);
      if (stage >= 0) open.stage(stage);
      else open.block(name);
    },
  });
  let height = cards.offsetHeight;
  const sizes = new ResizeObserver(() => {
    if (!place.isConnected) return sizes.disconnect();
    if (cards.offsetHeight === height) return undefined;
    height = cards.offsetHeight;
    room();
    return picture.redraw();
  });
  sizes.observe(cards);
  const languages = onChange(picture.translate);

  cards.addEventListener('click', (event) => {
    // where they lie below the drawing, on a phone
    const card = event.target instanceof Element && event.target.closest('.card');
    if (card instanceof HTMLElement) open.stage(Number(card.dataset.stage));
  });
  return {
    name: anatomy.name,
    /** The drawing with its maps as a file of its own. */
    file: () => file(element, anatomy, said),
    select: picture.select,
    /** Writes below each block whether F(x) adds to x (+) or cancels it (−), from their list. */
    cosines(list) {
      const rows = all(list, '[data-cosine]');
      if (!rows.length) return;
      Object.assign(layout ?? {}, { labels: ['block'] });
      picture.redraw();
      picture.label(
        Object.fromEntries(
          rows.map(({ dataset }) => [dataset.block ?? '', labels(Number(dataset.cosine))]),
        ),
      );
    },
    blocks: anatomy.stages.flatMap(({ blocks }) => blocks.map(({ name }) => name)),
    dispose() {
      languages.disconnect();
      sizes.disconnect();
      picture.dispose();
    },
  };
}

/**
 * The drawing as a file of its own, with the stages' maps and names.
 * @param {HTMLElement} element That shows the answer.
 * @param {Anatomy} anatomy
 * @param {() => import('../network/words.js').Texts} texts
 */
function file(element, anatomy, texts) {
  const aside = document.createElement('div');
  Object.assign(aside.style, { position: 'fixed', left: '-9999px', width: `${FILE.width}px` });
  aside.className = find(element, '.view').className;
  element.append(aside);
  const made = drawing(aside, anatomy, {
    texts,
    layout: { labels: ['stage'], pictures: 'stage', picture: FILE.picture },
  });
  const cards = all(element, '.card.stage').map((card) => [stageOf(card), card]);
  const stages = /** @type {[string, HTMLElement][]} */ (cards);
  made.label(
    Object.fromEntries(
      stages.map(([name, card]) => {
        const title = find(card, `figcaption [lang="${now()}"]`).textContent ?? '';
        const shape = (find(card, '.shape').textContent ?? '').replaceAll('×', ' × ');
        return [name, [`${title} · ${shape}`, title, name.replace('stage', '')]];
      }),
    ),
  );
  made.picture(
    Object.fromEntries(
      stages.map(([name, card]) => [
        name,
        [...card.querySelectorAll('img')].map((image) => image.getAttribute('src') ?? ''),
      ]),
    ),
  );
  const svg = made.file();
  made.dispose();
  aside.remove();
  return svg;
}

/**
 * The name of a card's stage.
 * @param {HTMLElement} card
 */
const stageOf = (card) => `stage${Number(card.dataset.stage) + 1}`;
