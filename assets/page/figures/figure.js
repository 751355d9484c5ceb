/** One plotly figure. Zoom and hidden traces survive a new value; drawn when it is first seen. */
import { around, find } from '../component.js';
import { apply, now } from '../language.js';
import { said } from '../pairs.js';
import { onPage } from './looks.js';
import { savePicture, saveTable } from './picture.js';
import { isShown, places } from './places.js';
import { arrived, CONFIG, loadPlotly } from './plotly.js';
import { NARROW, stacked } from './stacked.js';
import { figureRows } from './table.js';
import { translated } from './translated.js';

/**
 * @typedef {object} Value What is drawn.
 * @property {import('./plotly.js').Figure} figure Its words are English.
 * @property {Record<string, Record<string, string>>} words Language to English word to its own.
 * @property {string} name Of the files that it is saved as.
 * @property {string} summary What it shows, as HTML.
 *
 * @typedef {object} Given What stands in the component's own HTML: Gradio hands a component that
 *   is shown late no property but its value.
 * @property {string} plotly The address of plotly.
 * @property {number} height In pixels, of a figure that names none.
 * @property {Record<'not_drawn' | 'no_plotly', import('../pairs.js').Pair>} texts
 */

/** @param {import('../component.js').Component} component */
export function mount({ element, props, trigger, watch }) {
  const plot = /** @type {import('./plotly.js').Plot} */ (find(element, '.plot'));
  const trouble = find(element, '.trouble');
  const summary = find(element, '.summary');
  const bar = find(element, '.save');
  const { own, isGone } = places(element);
  let busy = false;
  let again = false;
  let heard = false;
  /** @type {Value | null} */
  let value = null;

  /** @type {Given} */
  const { plotly, height, texts } = JSON.parse(plot.dataset.given ?? '');
  const say = (/** @type {keyof Given['texts']} */ key) => said(texts[key], now());
  const ready = () => loadPlotly(plotly, say('no_plotly'));

  async function draw() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      do {
        again = false;
        await drawOnce();
      } while (again);
    } catch (error) {
      trouble.textContent = say('not_drawn') + (error instanceof Error ? error.message : error);
    } finally {
      busy = false;
    }
  }

  async function drawOnce() {
    value = /** @type {Value | null} */ (props.value ? JSON.parse(props.value) : null);
    bar.hidden = !value;
    summary.innerHTML = value?.summary ?? '';
    if (!value) {
      if (plot._fullLayout) arrived()?.purge(plot);
      heard = false;
      return;
    }
    const { figure, words, name } = value;
    const Plotly = await ready();
    if (isGone() || !isShown(plot)) return; // drawn when its tab is opened
    const { data, layout } = translated(figure, words[now()] ?? {});
    layout.height ??= height;
    delete layout.width;
    if (plot.clientWidth < NARROW) stacked(layout, data);
    const settled = { ...layout, template: onPage(element), autosize: true, uirevision: name };
    await Plotly.react(plot, data, settled, CONFIG);
    if (!heard) {
      heard = true;
      plot.on('plotly_click', clicked);
    }
    trouble.textContent = '';
  }

  /** @param {{ points: any[] }} event */
  const clicked = ({ points: [point] }) =>
    trigger('select', {
      x: point.x,
      y: point.y,
      curve: point.curveNumber,
      customdata: point.customdata ?? point.data.meta ?? null,
    });

  bar.addEventListener('click', async (event) => {
    const format = around(event, 'button')?.dataset.format;
    if (!format || !value) return;
    const { name } = value;
    if (format === 'csv') saveTable(figureRows(plot._fullData), name);
    else savePicture(await ready(), plot, { name, format });
  });
  own(plot, draw);
  watch('value', draw);
  apply(element);
  draw();
}
