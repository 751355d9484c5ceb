/** The network over an answer's stages: stages and blocks are opened by a click on them. */
import { all, find } from '../component.js';
import { now, onChange } from '../language.js';
import { drawing } from '../network/drawing.js';
import { saveAs } from '../saving.js';

/** @typedef {import('../network/anatomy.js').Anatomy} Anatomy */
/** @typedef {{ anatomy: Anatomy, texts: Record<string, Record<string, string>> }} Given */

const PICTURE = 56; // pixels, beside those of the strip below

/**
 * Draws the network of an answer.
 * @param {HTMLElement} element That shows the answer.
 * @param {{ stage: (place: number) => void, block: (name: string) => void }} open Called with a
 *   stage's place (0 is stage 1) or a block's name.
 * @returns {{ select: (name: string | null) => void, dispose: () => void } | null} Null where
 *   there is no answer.
 */
export function drawn(element, open) {
  const [place] = all(element, '.network');
  if (!place) return null;
  const { anatomy, texts } = /** @type {Given} */ (JSON.parse(place.dataset.given ?? ''));
  const picture = drawing(find(place, '.drawing'), anatomy, {
    texts: () => Object.fromEntries(Object.entries(texts).map(([key, by]) => [key, by[now()]])),
    levels: ['stage', 'block'],
    layout: { labels: ['stage'], pictures: 'stage', picture: PICTURE },
    chosen(name) {
      const stage = anatomy.stages.findIndex((each) => each.name === name);
      if (stage >= 0) open.stage(stage);
      else open.block(name);
    },
  });
  const cards = all(element, '.card.stage');
  const stages = Object.entries(Object.fromEntries(cards.map((card) => [stageOf(card), card])));

  function label() {
    picture.translate();
    const named = stages.map(([name, card]) => {
      const title = find(card, `figcaption [lang="${now()}"]`).textContent ?? '';
      const shape = (find(card, '.shape').textContent ?? '').replaceAll('×', ' × ');
      return [name, [`${title} · ${shape}`, title, name.replace('stage', '')]];
    });
    picture.label(Object.fromEntries(named));
  }

  label();
  picture.picture(
    Object.fromEntries(
      stages.map(([name, card]) => [
        name,
        [...card.querySelectorAll('.layers img')].map((image) => image.getAttribute('src') ?? ''),
      ]),
    ),
  );
  const languages = onChange(label);
  find(place, '.save-network').addEventListener('click', () => {
    saveAs(new Blob([picture.file()], { type: 'image/svg+xml' }), `${anatomy.name}.svg`);
  });

  return {
    select: picture.select,
    dispose() {
      languages.disconnect();
      picture.dispose();
    },
  };
}

/**
 * The name of a card's stage.
 * @param {HTMLElement} card
 */
const stageOf = (card) => `stage${Number(card.dataset.stage) + 1}`;
