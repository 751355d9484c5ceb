import assert from 'node:assert/strict';
import test from 'node:test';
import { use } from '../../assets/page/figures/plotly.js';
import { painter } from '../../assets/page/race/painter.js';
import { attached, hold, opened, told } from '../../assets/page/race/state.js';
import { SENT, voiceOf } from './race.js';

/** As much of an element as the painter touches. */
class Part {
  isConnected = true;
  clientWidth = 500;
  textContent = '';
  /** @type {Record<string, string>} */
  dataset = {};
  /** @type {Record<string, Part[]>} */
  parts = {};
  /** @type {object | null} */
  _fullLayout = null;
  /** @type {Record<string, (event?: object) => void>} */
  heard = {};

  /** @param {string} selector */
  querySelector = (selector) => this.parts[selector]?.[0] ?? null;
  /** @param {string} selector */
  querySelectorAll = (selector) => this.parts[selector] ?? [];
  /**
   * @param {string} name
   * @param {() => void} heard
   */
  on = (name, heard) => {
    this.heard[name] = heard;
  };
}

/** A page with one figure, and what was drawn into it. */
function page() {
  const [element, chart, plot] = [new Part(), new Part(), new Part()];
  element.parts = { '.chart': [chart] };
  chart.parts = { '.plot': [plot], '.trouble': [new Part()] };
  chart.dataset.chart = 'loss';
  const css = { getPropertyValue: () => '', fontSize: '16px' };
  Object.assign(globalThis, { HTMLElement: Part, getComputedStyle: () => css });
  Object.assign(globalThis, { document: { documentElement: element } });

  /** @type {Record<string, any>[]} */
  const drawn = [];
  const Plotly = {
    react: (/** @type {Part} */ div, /** @type {object[]} */ _, /** @type {object} */ layout) => {
      div._fullLayout = layout;
      drawn.push(layout);
      return Promise.resolve();
    },
    purge: (/** @type {Part} */ div) => {
      div._fullLayout = null;
      div.heard = {}; // plotly forgets who listened
    },
  };
  use(/** @type {any} */ (Plotly));
  const store = hold(opened(SENT.wire, { 'profile-a': 'weight' }, 'en'));
  const figures = painter({
    element: /** @type {any} */ (element),
    plotly: '',
    store,
    voice: () => voiceOf('en'),
    isGone: () => false,
    say: String,
  });
  const race = (/** @type {string} */ key) => {
    store.update(attached(store.now(), key, null));
    figures.clear();
    for (const answer of SENT.answers) store.update(told(store.now(), answer));
    return figures.paint(true);
  };
  return { store, figures, plot, drawn, race };
}

test('a zoom stays through every drawing, and goes with a double click', async () => {
  const { store, figures, plot, drawn, race } = page();
  await race('first');
  plot.heard.plotly_relayout({ 'xaxis.range[0]': 2, 'xaxis.range[1]': 3 });
  assert.deepEqual(store.now().zoomed.loss.xaxis, [2, 3]);
  await figures.paint(true);
  assert.deepEqual(drawn.at(-1)?.xaxis.range, [2, 3]);
  plot.heard.plotly_relayout({ 'yaxis.range': [0, 1], dragmode: 'pan' });
  assert.deepEqual(store.now().zoomed.loss, { xaxis: [2, 3], yaxis: [0, 1] });
  plot.heard.plotly_doubleclick();
  await figures.paint(true);
  assert.deepEqual(drawn.at(-1)?.xaxis.range, [0.5, 4.5]);
});

test('a second race is listened to as the first one was, and begins without its zoom', async () => {
  const { store, figures, plot, drawn, race } = page();
  await race('first');
  plot.heard.plotly_relayout({ 'xaxis.range': [2, 3] });
  await race('second');
  assert.deepEqual(drawn.at(-1)?.xaxis.range, [0.5, 4.5]);
  plot.heard.plotly_relayout({ 'xaxis.range': [1, 2] });
  assert.deepEqual(store.now().zoomed.loss.xaxis, [1, 2]);
  await figures.paint(true);
  assert.deepEqual(drawn.at(-1)?.xaxis.range, [1, 2]);
});

test('what is drawn is drawn again when something is new, or when asked', async () => {
  const { figures, drawn, race } = page();
  await race('first');
  await figures.paint();
  assert.equal(drawn.length, 1);
  await figures.paint(true);
  assert.equal(drawn.length, 2);
});

test('nothing is drawn where nobody looks; it is when they do', async () => {
  const { figures, plot, drawn, race } = page();
  plot.clientWidth = 0;
  await race('first');
  assert.equal(drawn.length, 0);
  plot.clientWidth = 500;
  await figures.paint();
  assert.equal(drawn.length, 1);
});
