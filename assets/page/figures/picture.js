/** A figure saved as a picture or a table. */
import { saveAs } from '../saving.js';
import { onPaper } from './looks.js';
import { csv } from './table.js';

const HEADING = 60; // pixels above a picture for what the page says around the figure

/**
 * Saves a drawn figure as PNG or SVG, on white.
 * @param {import('./plotly.js').Plotly} Plotly
 * @param {import('./plotly.js').Plot} plot
 * @param {{ name: string, format: string, title?: string }} file
 */
export async function savePicture(Plotly, plot, { name, format, title }) {
  const layout = {
    ...plot.layout,
    template: onPaper(),
    width: plot.clientWidth,
    height: plot.clientHeight,
  };
  if (title) {
    const place = { x: 0.01, xanchor: 'left', yref: 'container', y: 1, yanchor: 'top' };
    layout.height += HEADING;
    layout.title = { text: title, ...place, pad: { t: 24 } };
    layout.margin = { ...layout.margin, t: layout.margin.t + HEADING };
  }
  const options = { format, scale: format === 'png' ? 2 : 1 };
  saveAs(await Plotly.toImage({ data: plot.data, layout }, options), `${name}.${format}`);
}

/**
 * Saves a table as CSV.
 * @param {unknown[][]} rows
 * @param {string} name
 */
export const saveTable = (rows, name) =>
  saveAs(new Blob([csv(rows)], { type: 'text/csv' }), `${name}.csv`);
