/**
 * The places of a component's figures: drawn when first seen, resized with the page, drawn anew
 * with another theme or language, tidied up when the component goes.
 */
import { arrived } from './plotly.js';
import { NARROW } from './stacked.js';

/** @typedef {import('./plotly.js').Plot} Plot */

/**
 * Whether a place can be seen: it is not in a tab or a part that is folded away.
 * @param {HTMLElement} place
 */
export const isShown = (place) =>
  place.isConnected && place.clientWidth > 0 && (place.checkVisibility?.() ?? true);

/**
 * Looks after the figures of a component.
 * @param {HTMLElement} element The component's.
 */
export function places(element) {
  /** @type {Map<Plot, () => void>} */
  const plots = new Map(); // and what draws each
  let gone = false;

  const sizes = new ResizeObserver((seen) => {
    for (const { target } of seen) {
      const plot = /** @type {Plot} */ (target);
      if (!plot.isConnected) {
        setTimeout(() => element.isConnected || dispose(), 0);
        return;
      }
      if (!isShown(plot)) continue;
      const before = plot._fullLayout?.width;
      if (!before || before < NARROW !== plot.clientWidth < NARROW) plots.get(plot)?.();
      else if (before !== plot.clientWidth) arrived()?.Plots.resize(plot);
    }
  });
  const themes = new MutationObserver(() => {
    if (!element.isConnected) dispose();
    for (const draw of plots.values()) draw();
  });
  themes.observe(document.body, { attributeFilter: ['class'] });
  const filter = { attributeFilter: ['class', 'data-language'] };
  themes.observe(document.documentElement, filter);

  /**
   * Keep a figure drawn.
   * @param {Plot} plot
   * @param {() => void} draw
   */
  function own(plot, draw) {
    plots.set(plot, draw);
    sizes.observe(plot);
  }

  function dispose() {
    gone = true;
    sizes.disconnect();
    themes.disconnect();
    for (const plot of plots.keys()) arrived()?.purge(plot);
    plots.clear();
  }

  return { own, dispose, isGone: () => gone };
}
