/** A small chart of a few lines, drawn as plain SVG: for a room, not for a study. */

/**
 * @typedef {object} Line
 * @property {string} kind Its classes.
 * @property {ArrayLike<number>} x
 * @property {ArrayLike<number>} y
 * @property {string} [name] Written at its end.
 */
/**
 * @typedef {object} Chart
 * @property {[number, number]} x The ends of the axis.
 * @property {[number, number]} y
 * @property {number[]} rows Values of y that are named.
 * @property {(value: number) => string} named
 * @property {number[]} columns Values of x that are named.
 * @property {(value: number) => string} column
 * @property {number} [room] Letters that there is room for at least, at the ends of lines.
 * @property {boolean} [log] Whether y is logarithmic.
 * @property {Line[]} lines
 * @property {{ kind: string, x: number, y: number, name: string }[]} [dots]
 */

const NAMESPACE = 'http://www.w3.org/2000/svg';
const LEFT = 52;
const LETTER = 8.5; // pixels, about, of what a line is called
const TOP = 12;
const BOTTOM = 30;
const APART = 18; // pixels between two names at least

/**
 * @param {SVGSVGElement} svg Emptied.
 * @param {Chart} chart
 */
export function draw(svg, chart) {
  const { clientWidth: width, clientHeight: height } = svg;
  if (!width) return;
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.replaceChildren();
  const names = [...chart.lines, ...(chart.dots ?? [])].map(({ name }) => name?.length ?? 0);
  const right = 14 + LETTER * Math.max(chart.room ?? 0, ...names);
  const along = (/** @type {number} */ value) =>
    LEFT + ((value - chart.x[0]) / (chart.x[1] - chart.x[0])) * (width - LEFT - right);
  const scale = (/** @type {number} */ value) => (chart.log ? Math.log10(value) : value);
  const [low, high] = chart.y.map(scale);
  const up = (/** @type {number} */ value) =>
    TOP + (1 - (scale(value) - low) / (high - low)) * (height - TOP - BOTTOM);

  /**
   * @param {string} tag
   * @param {string} kind
   * @param {Record<string, string | number>} attributes
   * @param {string} [text]
   */
  const make = (tag, kind, attributes, text) => {
    const made = document.createElementNS(NAMESPACE, tag);
    made.setAttribute('class', kind);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    if (text !== undefined) made.textContent = text;
    svg.append(made);
  };

  for (const value of chart.rows) {
    make('path', 'grid', { d: `M${LEFT} ${up(value)}H${width - right}` });
    make('text', 'names', { x: LEFT - 8, y: up(value) }, chart.named(value));
  }
  for (const value of chart.columns) {
    make('text', 'under', { x: along(value), y: height - 8 }, chart.column(value));
  }
  /** @type {{ y: number, kind: string, name: string }[]} */
  const ends = [];
  for (const { kind, x, y, name } of chart.lines) {
    const points = Array.from(x, (value, i) => `${along(value).toFixed(1)} ${up(y[i]).toFixed(1)}`);
    make('path', `line ${kind}`, { d: `M${points.join('L')}` });
    if (name) ends.push({ y: up(y[y.length - 1]), kind, name });
  }
  for (const { kind, x, y, name } of chart.dots ?? []) {
    make('circle', `dot ${kind}`, { cx: along(x), cy: up(y), r: 6 });
    ends.push({ y: up(y), kind, name });
  }
  for (const { y, kind, name } of spread(ends, height - BOTTOM)) {
    make('text', `end ${kind}`, { x: width - right + 10, y }, name);
  }
}

/**
 * Names that would cover each other, moved apart.
 * @template {{ y: number }} End
 * @param {End[]} ends
 * @param {number} floor The lowest place.
 * @returns {End[]}
 */
export function spread(ends, floor) {
  const sorted = [...ends].sort((one, other) => one.y - other.y);
  const placed = sorted.map((each) => ({ ...each }));
  for (let i = 1; i < placed.length; i++) {
    placed[i].y = Math.max(placed[i].y, placed[i - 1].y + APART);
  }
  for (let i = placed.length - 1; i >= 0; i--) {
    const most = i === placed.length - 1 ? floor : placed[i + 1].y - APART;
    placed[i].y = Math.min(placed[i].y, most);
  }
  return placed;
}

/**
 * Lets the lines of a chart appear from left to right.
 * @param {SVGSVGElement} svg
 * @param {boolean} still Whether this person wants things to stand still.
 * @param {number} [time] Milliseconds.
 */
export async function appear(svg, still, time = 1600) {
  if (still) return;
  const running = [...svg.querySelectorAll('.line.measured')].map((line) =>
    line.animate([{ clipPath: 'inset(-9px 100% -9px 0)' }, { clipPath: 'inset(-9px 0 -9px 0)' }], {
      duration: time,
      easing: 'linear',
    }),
  );
  await Promise.all(running.map(({ finished }) => finished.catch(() => {})));
}
