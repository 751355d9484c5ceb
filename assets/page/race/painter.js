/** Draws the Race tab's figures from the state, each as often as a person can follow. */
import { all, find } from '../component.js';
import { looks } from '../figures/looks.js';
import { isShown } from '../figures/places.js';
import { arrived, CONFIG, loadPlotly } from '../figures/plotly.js';
import { accuracyFigure, lossFigure } from './curves.js';
import { heatFigure } from './heat.js';
import { profileFigure } from './profile.js';
import { isLive, quantityOf, shownStep } from './state.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./scene.js').Scene} Scene */
/** @typedef {import('./scene.js').Voice} Voice */
/** @typedef {import('../figures/plotly.js').Plot} Plot */

/** Least milliseconds between two drawings. @type {Record<string, number>} */
const DUE = { profile: 80, loss: 300, accuracy: 300, heat: 500 };
const AGAIN = 60; // milliseconds until what was not due is looked at again

/**
 * By the first word of a figure's name.
 * @type {Record<string, (scene: Scene, quantity: string) => import('./scene.js').Figure>}
 */
const FIGURES = {
  profile: profileFigure,
  heat: heatFigure,
  loss: lossFigure,
  accuracy: accuracyFigure,
};

/**
 * What figures are drawn from.
 * @param {State} state
 * @param {Voice} voice
 * @param {import('../figures/looks.js').Looks} looks
 * @returns {Scene}
 */
export const scene = (state, voice, looks) => ({
  key: state.key ?? '',
  log: state.log,
  step: shownStep(state),
  marked: state.replay,
  live: isLive(state),
  steps: state.steps,
  voice,
  looks,
});

/**
 * A figure as the state wants it, zoomed as the person chose.
 * @param {string} chart
 * @param {State} state
 * @param {Scene} scene
 */
export function figureOf(chart, state, scene) {
  const { data, layout } = FIGURES[kindOf(chart)](scene, quantityOf(state, chart));
  const zoom = Object.entries(state.zoomed[chart] ?? {});
  const axes = zoom.map(([axis, range]) => [axis, { ...layout[axis], range: [...range] }]);
  return { data, layout: { ...layout, ...Object.fromEntries(axes) } };
}

/**
 * What kind of figure one is: `profile-a` is a profile.
 * @param {string} chart
 */
const kindOf = (chart) => chart.split('-')[0];

/**
 * @param {object} given
 * @param {HTMLElement} given.element
 * @param {string} given.plotly The address of plotly.
 * @param {import('./state.js').Store} given.store
 * @param {() => Voice} given.voice
 * @param {() => boolean} given.isGone
 * @param {(key: 'not_drawn' | 'no_plotly') => string} given.say
 */
export function painter({ element, plotly, store, voice, isGone, say }) {
  let drawing = false;
  let due = false; // later: something was drawn a moment ago
  let forced = false; // all of it, as soon as it can be
  /** @type {Record<string, { at: number, n: number }>} */
  let drawn = {}; // by chart: when, and how many steps
  /** @type {Set<Plot>} */
  const heard = new Set(); // plots whose zoom is listened to

  const ready = () => loadPlotly(plotly, say('no_plotly'));
  const plotOf = (/** @type {HTMLElement} */ chart) => /** @type {Plot} */ (find(chart, '.plot'));

  /** @param {boolean} [force] Draw all, however few milliseconds ago. */
  async function paint(force = false) {
    forced ||= force;
    if (drawing || !store.now().log.n || !isShown(element)) return;
    drawing = true;
    const whole = forced;
    forced = due = false;
    try {
      const Plotly = await ready();
      for (const chart of all(element, '.chart')) await paintOne(Plotly, chart, whole);
    } catch (error) {
      const why = error instanceof Error ? error.message : error;
      find(element, '.chart .trouble').textContent = say('not_drawn') + why;
    } finally {
      drawing = false;
    }
    if (due || forced) setTimeout(() => paint(), AGAIN);
  }

  /**
   * @param {import('../figures/plotly.js').Plotly} Plotly
   * @param {HTMLElement} chart
   * @param {boolean} force
   */
  async function paintOne(Plotly, chart, force) {
    const state = store.now();
    const { n } = state.log;
    const name = chart.dataset.chart ?? '';
    const plot = plotOf(chart);
    if (isGone() || !isShown(plot) || !n) return;
    const now = performance.now();
    const last = drawn[name] ?? { at: -Infinity, n: 0 };
    if (!force && last.n === n) return;
    const running = state.phase === 'running' && state.replay === null;
    if (!force && running && now - last.at < DUE[kindOf(name)]) {
      due = true;
      return;
    }
    drawn[name] = { at: now, n };
    const { data, layout } = figureOf(name, state, scene(state, voice(), looks(element)));
    await Plotly.react(plot, data, layout, CONFIG);
    follow(plot, name);
    find(chart, '.trouble').textContent = '';
  }

  /**
   * Remembers the range that a person chooses.
   * @param {Plot} plot
   * @param {string} chart
   */
  function follow(plot, chart) {
    if (heard.has(plot)) return;
    heard.add(plot);
    plot.on('plotly_relayout', (/** @type {Record<string, any>} */ changes) => {
      const axes = { ...store.now().zoomed[chart] };
      for (const [key, value] of Object.entries(changes)) {
        const [, axis, end] = key.match(/^([xy]axis2?)\.range(?:\[(\d)\])?$/) ?? [];
        if (!axis) continue;
        if (end === undefined) {
          axes[axis] = [value[0], value[1]];
        } else {
          axes[axis] = [...(axes[axis] ?? plot._fullLayout[axis].range)];
          axes[axis][Number(end)] = value;
        }
      }
      if (Object.keys(axes).length) zoom(chart, axes);
    });
    plot.on('plotly_doubleclick', () => {
      zoom(chart, {});
      setTimeout(() => paint(true), 0);
    });
  }

  /**
   * @param {string} chart
   * @param {Record<string, [number, number]>} axes
   */
  const zoom = (chart, axes) => store.update({ zoomed: { ...store.now().zoomed, [chart]: axes } });

  /** Nothing is drawn any more: another race is shown, or none. */
  function clear() {
    for (const chart of all(element, '.chart')) {
      if (plotOf(chart)._fullLayout) arrived()?.purge(plotOf(chart));
    }
    heard.clear();
    drawn = {};
  }

  return { paint, clear, ready, plotOf };
}
