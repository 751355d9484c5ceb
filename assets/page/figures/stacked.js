/** A figure's panels one below the other, where the page is too narrow for them side by side. */

export const NARROW = 560; // pixels: below it nothing stands side by side
const PANEL = 250; // pixels
const GAP = 84; // for an axis, its title, and the next panel's title of two lines
const ENTRY = 20; // of the legend, which needs a line for each on a phone

/**
 * The layout with its panels stacked; as it is where they are one column already.
 * @param {Record<string, any>} layout Plotly's, of `make_subplots`; changed in place.
 * @param {any[]} data The traces: those in the legend are counted.
 */
export function stacked(layout, data) {
  const panels = Object.keys(layout)
    .filter((key) => /^xaxis\d*$/.test(key) && layout[key].domain)
    .map((key) => ({ x: layout[key], y: layout[key.replace('x', 'y')] }))
    .sort(
      (a, b) =>
        (near(a.y.domain[1], b.y.domain[1]) ? 0 : b.y.domain[1] - a.y.domain[1]) ||
        a.x.domain[0] - b.x.domain[0],
    );
  if (new Set(panels.map(({ x }) => x.domain[0])).size < 2) return;

  const margin = { l: 60, r: 12, t: 40, b: 50, ...layout.margin };
  const former = layout.height - margin.t - margin.b;
  const height = panels.length * PANEL + (panels.length - 1) * GAP;
  const title = panels.find(({ y }) => y.title?.text)?.y.title;
  const last = panels.at(-1);
  const titles = (layout.annotations ?? []).filter(
    (/** @type {any} */ note) => note.xref === 'paper' && note.yref === 'paper',
  );
  panels.forEach(({ x, y }, place) => {
    const middle = (x.domain[0] + x.domain[1]) / 2;
    const own = titles.find(
      (/** @type {any} */ note) =>
        (near(note.x, middle) || near(note.x, x.domain[0])) && near(note.y, y.domain[1]),
    );
    const top = 1 - (place * (PANEL + GAP)) / height;
    x.domain = [0, 1];
    y.domain = [Math.max(0, top - PANEL / height), top];
    y.showticklabels = true;
    if (title) y.title = title;
    if (own)
      Object.assign(own, { x: 0, y: top, xanchor: 'left', xshift: 8 - margin.l, align: 'left' });
    if (x !== last?.x && x.title) x.title = { ...x.title, text: '' };
  });
  const legend = layout.legend;
  const entries = data.filter(({ showlegend, name }) => name && showlegend !== false).length;
  const room = legend && entries * ENTRY;
  if (legend) {
    const above = legend.y >= 1;
    legend.y = above ? 1 + 48 / height : (legend.y * former) / height;
    margin[above ? 't' : 'b'] = (above ? 60 : 90) + room;
  }
  Object.assign(layout, { margin, height: height + margin.t + margin.b });
}

/**
 * @param {number} one
 * @param {number} other
 */
const near = (one, other) => Math.abs(one - other) < 0.02;
