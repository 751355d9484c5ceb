/** How figures look: the page's colours and letters, or those of a saved picture. */

/**
 * What a figure is drawn with.
 * @typedef {object} Looks
 * @property {Record<string, string>} colours By network.
 * @property {object} template Plotly's, of the page's theme.
 */

const PAPER = { ink: '#1f2328', grid: '#d8dee4' };
const FAMILY = 'system-ui, "Noto Sans CJK SC", sans-serif';
const LETTERS = 0.875; // of the page's size

/**
 * The networks' colours, and the template of the theme of now.
 * @param {Element} element On the page.
 * @returns {Looks}
 */
export const looks = (element) => ({
  colours: {
    plain: css(element, '--plain') || '#d95f02',
    residual: css(element, '--residual') || '#2878b5',
  },
  template: onPage(element),
});

/**
 * Plotly's template of the page's theme.
 * @param {Element} element On the page.
 */
export const onPage = (element) =>
  template({
    ink: css(element, '--body-text-color') || '#222',
    grid: css(element, '--border-color-primary') || '#ddd',
    paper: 'rgba(0,0,0,0)',
    hover: css(element, '--background-fill-primary') || '#fff',
  });

/** Plotly's template of a saved picture, which lies on white whatever the page's theme is. */
export const onPaper = () => template({ ...PAPER, paper: '#fff', hover: '#fff' });

/** @param {{ ink: string, grid: string, paper: string, hover: string }} colours */
function template({ ink, grid, paper, hover }) {
  const axis = {
    gridcolor: grid,
    zerolinecolor: grid,
    linecolor: grid,
    tickcolor: grid,
    color: ink,
    automargin: true,
  };
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const size = Math.round(root * LETTERS);
  return {
    layout: {
      paper_bgcolor: paper,
      plot_bgcolor: 'rgba(0,0,0,0)',
      xaxis: axis,
      yaxis: axis,
      font: { color: ink, size, family: FAMILY },
      title: { font: { size: size * 1.15 } },
      hoverlabel: { bgcolor: hover, font: { color: ink }, bordercolor: grid },
      modebar: { bgcolor: 'rgba(0,0,0,0)', color: grid, activecolor: ink },
    },
  };
}

/**
 * @param {Element} element
 * @param {string} name
 */
const css = (element, name) => getComputedStyle(element).getPropertyValue(name).trim();
