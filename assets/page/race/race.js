/** The Race tab: what is new is asked for and drawn, a person may replay and stop. */
import { all, around, find, input } from '../component.js';
import { savePicture, saveTable } from '../figures/picture.js';
import { isShown, places } from '../figures/places.js';
import { apply, now, onChange } from '../language.js';
import { filled, said } from '../pairs.js';
import { asking } from './asking.js';
import { keep, lookedAt, tokenOf } from './memory.js';
import { painter } from './painter.js';
import { hold, isLive, opened, quantityOf, replayed, shownStep } from './state.js';
import { curvesTable, layersTable } from './table.js';
import { show } from './view.js';
import { heading } from './words.js';

/** @typedef {import('./state.js').State} State */

/**
 * @typedef {object} Props
 * @property {string} plotly The address of plotly.
 * @property {Record<string, import('../pairs.js').Pair>} texts
 * @property {import('./words.js').Words} words
 * @property {import('./words.js').SettingNames} settings
 * @property {import('./wire.js').Wire} wire
 * @property {Record<string, string>} shown What each profile shows at first.
 */

/** @param {import('../component.js').Component<Props>} component */
export function mount({ element, props, watch, server }) {
  const { words, settings, texts } = props;
  const store = hold(opened(props.wire, props.shown, now()));
  const { own, dispose, isGone } = places(element);
  const gone = () => isGone() || !element.isConnected;
  /** @type {import('./scene.js').Voice} */
  const voice = (key, values = {}) => filled(said(texts[key], store.now().language), values);
  const say = (/** @type {'not_drawn' | 'no_plotly'} */ key) => voice(`figure_${key}`);
  const { plotly } = props;
  const figures = painter({ element, plotly, store, voice: () => voice, isGone, say });
  const program = asking({ store, server, isGone: gone });
  let newly = false; // started from here, not seen yet

  // for the browser's tests, and for whoever looks with the console
  Object.assign(window, {
    explorerRace: {
      log: () => ({ ...store.now().log, rows: store.now().log.rows.slice(0, store.now().log.n) }),
      get polls() {
        return program.polls();
      },
    },
  });

  /** @param {boolean} [force] */
  function draw(force = false) {
    if (isShown(find(element, '.bar'))) program.explain(); // it waits for no drawing script
    figures.paint(force);
  }

  /** @type {(state: State, before: State) => void} */
  function changed(state, before) {
    if (state.key !== before.key) figures.clear();
    show({ element, words, settings }, state, voice); // at once, however long the figures take
    const { log, phase, replay, quantities, language } = state;
    const steered =
      replay !== before.replay || quantities !== before.quantities || language !== before.language;
    if (steered) draw(true);
    else if (log.n > before.log.n || phase !== before.phase)
      draw(!isLive(state) || replay !== null);
    if (!newly || !log.n) return;
    newly = false; // words and figures on one screen
    find(element, '.bar').scrollIntoView({ block: 'start', behavior: 'smooth' });
  }
  store.follow(changed);

  element.addEventListener('click', (event) => {
    const button = around(event, 'button');
    if (!button) return;
    const { format, wish } = button.dataset;
    const chart = around(event, '.chart');
    if (format && chart && store.now().log.n) save(chart, format);
    else if (button.matches('.live')) store.update({ replay: null });
    else if (wish) program.wish(wish);
  });
  element.addEventListener('input', (event) => {
    const slider = input(event, '.replay input');
    if (slider) store.update({ replay: replayed(store.now(), Number(slider.value)) });
  });
  element.addEventListener('change', (event) => {
    const menu = event.target;
    if (!(menu instanceof HTMLSelectElement)) return;
    const chart = around(event, '.chart')?.dataset.chart;
    if (chart) {
      const { quantities, zoomed } = store.now();
      store.update({
        quantities: { ...quantities, [chart]: menu.value },
        zoomed: { ...zoomed, [chart]: {} },
      });
    } else if (menu.matches('.races') && menu.value) {
      program.attach(menu.value);
      program.listSoon();
    }
  });

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

  function started() {
    if (!props.value) return;
    const { key, token } = JSON.parse(props.value);
    if (tokenOf(key) !== null && key === store.now().key) return;
    keep(key, token);
    program.attach(key);
    program.listSoon();
    newly = true;
  }

  for (const plot of all(element, '.plot')) own(plot, () => draw(true));
  const languages = onChange(() => {
    if (gone()) languages.disconnect();
    else store.update({ language: now() });
  });
  watch('value', started);
  apply(element);
  show({ element, words, settings }, store.now(), voice);
  const last = lookedAt();
  if (last !== null) program.attach(last);
  started();
  program.loop().finally(dispose);
}
