/**
 * A race as one page that opens without the program: the figures of the Race tab, and one slider
 * that replays them all.
 */
import { all, find, say } from '../component.js';
import { places } from '../figures/places.js';
import { use } from '../figures/plotly.js';
import { filled, said } from '../pairs.js';
import { painter } from './painter.js';
import { hold, opened, quantityOf, replayed, shownStep, told } from './state.js';
import { lane, profileSummary } from './words.js';

const LANGUAGE = 'en';

/**
 * @typedef {object} Saved What the page holds.
 * @property {import('./wire.js').Wire} wire
 * @property {import('./words.js').Words} words
 * @property {Record<string, import('../pairs.js').Pair>} texts
 * @property {Record<string, string>} shown What each figure of a quantity shows.
 * @property {import('./state.js').Told} race
 */

/**
 * Draws what a page holds.
 * @param {HTMLElement} element Of the figures and the slider.
 * @param {Saved} saved
 * @param {import('../figures/plotly.js').Plotly} Plotly
 */
export function mount(element, { wire, words, texts, shown, race }, Plotly) {
  use(Plotly);
  const store = hold(opened(wire, shown, LANGUAGE));
  const { own, isGone } = places(element);
  /** @type {import('./scene.js').Voice} */
  const voice = (key, values = {}) => filled(said(texts[key], LANGUAGE), values);
  const figures = painter({
    element,
    plotly: '',
    store,
    voice: () => voice,
    isGone,
    say: (key) => voice(`figure_${key}`),
  });
  const slider = find(element, '.replay input', HTMLInputElement);

  store.follow((state, before) => {
    const { log } = state;
    slider.max = String(log.n);
    if (state.replay === null) slider.value = slider.max;
    const step = shownStep(state);
    const spoken = wire.networks.map((kind) => {
      const seen = lane(log, step, kind, words, voice);
      const name = voice(kind === 'plain' ? 'race_plain' : 'race_residual');
      return `${name}: ${seen?.gradients.said}, ${seen?.learning.said}`;
    });
    const at = `${voice('race_step')} ${log.rows[step].step}`;
    say(find(element, '.replay output'), [at, ...spoken].join(' · '));
    for (const chart of all(element, '.chart[data-chart^=profile]')) {
      const quantity = quantityOf(state, chart.dataset.chart ?? '');
      say(find(chart, '.summary'), profileSummary(log, step, quantity, voice));
    }
    if (state.replay !== before.replay) figures.paint(true);
  });
  slider.addEventListener('input', () =>
    store.update({ replay: replayed(store.now(), Number(slider.value)) }),
  );
  store.update({ key: 'saved', ...told(store.now(), race) });
  for (const plot of all(element, '.plot')) own(plot, () => figures.paint(true));
  // what was folded away is drawn when it is opened (it does not bubble: hence the capture)
  element.addEventListener('toggle', () => figures.paint(true), true);
}
