/** The script that draws figures, fetched once, when the first figure is seen. */

/** A figure as plotly takes it. @typedef {{ data: any[], layout: Record<string, any> }} Figure */
/**
 * What plotly makes of the element that it draws into.
 * @typedef {HTMLElement & Record<string, any>} Plot
 */

/**
 * @typedef {object} Plotly
 * @property {(plot: Plot, data: any[], layout: object, config: object) => Promise<void>} react
 * @property {(plot: Plot) => void} purge
 * @property {(figure: Figure, options: object) => Promise<string>} toImage
 * @property {{ resize: (plot: Plot) => void }} Plots
 */

export const CONFIG = {
  displaylogo: false,
  responsive: false,
  showTips: false,
  modeBarButtonsToRemove: ['sendChartToCloud', 'toImage', 'lasso2d', 'select2d'],
};

/** @type {Promise<Plotly> | null} */
let coming = null;
/** @type {Plotly | null} */
let here = null;

/** The script, if it has arrived. */
export const arrived = () => here;

/**
 * Draws with a script that is there already.
 * @param {Plotly} Plotly
 */
export function use(Plotly) {
  here = Plotly;
  coming = Promise.resolve(Plotly);
}

/** @type {string | null} */
let packed = null;

/**
 * Draws with a script that the page itself holds, which is unpacked when the first figure is seen.
 * @param {string} text The script, gzipped, in base64.
 */
export function usePacked(text) {
  packed = text;
}

/** @param {string} text */
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const script = document.createElement('script');
  script.textContent = await new Response(stream).text();
  document.head.append(script);
  here = /** @type {any} */ (window).Plotly;
  return /** @type {Plotly} */ (here);
}

/**
 * Fetches the script; a failed try is forgotten, so that the next figure tries again.
 * @param {string} address Relative to the page.
 * @param {string} failure What is said if it does not arrive.
 * @returns {Promise<Plotly>}
 */
export function loadPlotly(address, failure) {
  if (packed !== null) coming ??= unpacked(packed);
  coming ??= new Promise((done, failed) => {
    // never a window.Plotly that is there already: it may be another version
    const script = document.createElement('script');
    script.src = new URL(address, document.baseURI).href;
    script.onload = () => {
      here = /** @type {any} */ (window).Plotly;
      done(/** @type {Plotly} */ (here));
    };
    script.onerror = () => {
      coming = null;
      script.remove();
      failed(new Error(failure));
    };
    document.head.append(script);
  });
  return coming;
}
