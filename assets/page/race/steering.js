/** What a person does with a race that is there: replays it, opens its details, saves figures. */
import { around, find, input } from '../component.js';
import { savePicture, saveTable } from '../figures/picture.js';
import { quantityOf, replayed, shownStep } from './state.js';
import { curvesTable, layersTable } from './table.js';
import { heading } from './words.js';

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * @param {object} given
 * @param {HTMLElement} given.element
 * @param {import('./state.js').Store} given.store
 * @param {ReturnType<typeof import('../stage/player.js').player>} given.replaying
 * @param {ReturnType<typeof import('./painter.js').painter>} given.figures
 * @param {import('./scene.js').Voice} given.voice
 * @param {import('./words.js').SettingNames} given.settings
 * @param {(force: boolean) => void} given.draw
 */
export function steering({ element, store, replaying, figures, voice, settings, draw }) {
  element.addEventListener('click', (event) => {
    const button = around(event, 'button');
    if (!button) return;
    const { format } = button.dataset;
    const chart = around(event, '.chart');
    if (format && chart && store.now().log.n) save(chart, format);
    else if (button.matches('.live')) live();
    else if (button.matches('.play')) replaying.toggle();
    else if (button.matches('.opens-drawer')) drawer();
    else if (button.matches('.opens-help')) find(element, '.help', HTMLDialogElement).showModal();
    else if (button.matches('.closes')) find(element, '.help', HTMLDialogElement).close();
  });
  element.addEventListener('input', (event) => {
    const slider = input(event, '.replay input');
    if (!slider) return;
    replaying.pause();
    store.update({ replay: replayed(store.now(), Number(slider.value)) });
  });
  element.addEventListener('change', (event) => {
    const menu = event.target;
    const chart = around(event, '[data-chart]')?.dataset.chart;
    if (!(menu instanceof HTMLSelectElement) || !chart) return;
    const { quantities, zoomed } = store.now();
    store.update({
      quantities: { ...quantities, [chart]: menu.value },
      zoomed: { ...zoomed, [chart]: {} },
    });
  });

  function live() {
    replaying.pause();
    store.update({ replay: null });
  }

  /** Shows the other figures and what all rests on, or hides it. */
  function drawer() {
    const part = find(element, '.drawer');
    part.hidden = !part.hidden;
    find(element, '.opens-drawer').setAttribute('aria-expanded', String(!part.hidden));
    if (part.hidden) return;
    draw(true);
    part.scrollIntoView({ block: 'start', behavior: calm() ? 'auto' : 'smooth' });
  }

  /**
   * Saves a figure as it is drawn, or what was measured as a table.
   * @param {HTMLElement} chart
   * @param {string} format
   */
  async function save(chart, format) {
    const { log, quantities, title, language } = store.now();
    const drawn = chart.dataset.chart ?? '';
    const shown = shownStep(store.now());
    const { step } = log.rows[shown];
    const profile = drawn in quantities;
    const name = profile ? `race-${drawn}-step${step}` : `race-${drawn}`; // the others hold all
    const quantity = quantityOf(store.now(), drawn);
    const curves = drawn === 'loss' || drawn === 'accuracy';
    if (format === 'csv') {
      const [from, to] = profile ? [shown, shown + 1] : [0, log.n];
      saveTable(curves ? curvesTable(log) : layersTable(log, quantity, from, to), name);
      return;
    }
    const what = curves ? voice(`race_${drawn}`) : voice(`race_q_${quantity}`);
    const at = profile ? ` · ${voice('race_step')} ${step}` : '';
    const race = `<span style="font-size: 75%">${heading(log, title, settings, language)}</span>`;
    savePicture(await figures.ready(), figures.plotOf(chart), {
      name,
      format,
      title: `<b>${what}${at}</b><br>${race}`,
    });
  }
}
