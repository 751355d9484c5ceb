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
// Pixels where a rem is 16 of them.
const LEFT = 52;
const LETTER = 8.5; // about, of what a line is called
const TOP = 12;
const BOTTOM = 30;
const MOST = 0.4; // of the width for names beside the lines; else they stand over them
const APART = 18; // between two names at least

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
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const [start, head, foot] = [LEFT, TOP, BOTTOM].map((each) => each * size);
  const beside = 14 + LETTER * size * Math.max(chart.room ?? 0, ...names);
  const over = beside > MOST * width; // too little would be left of the lines
  const right = over ? APART * 2 * size : beside;
  const along = (/** @type {number} */ value) =>
    start + ((value - chart.x[0]) / (chart.x[1] - chart.x[0])) * (width - start - right);
  const scale = (/** @type {number} */ value) => (chart.log ? Math.log10(value) : value);
  const [low, high] = chart.y.map(scale);
  const up = (/** @type {number} */ value) =>
    head + (1 - (scale(value) - low) / (high - low)) * (height - head - foot);

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
    make('path', 'grid', { d: `M${start} ${up(value)}H${width - right}` });
    make('text', 'names', { x: start - 8, y: up(value) }, chart.named(value));
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
  for (const { y, kind, name } of spread(ends, height - foot, APART * size)) {
    /** @type {Record<string, string | number>} */
    const place = over
      ? { x: width - right - 12, y: y - APART * size, 'text-anchor': 'end' }
      : { x: width - right + 10, y };
    make('text', `end ${kind}`, place, name);
  }
}

/**
 * Names that would cover each other, moved apart.
 * @template {{ y: number }} End
 * @param {End[]} ends
 * @param {number} floor The lowest place.
 * @param {number} [apart] Between two of them, at least.
 * @returns {End[]}
 */
export function spread(ends, floor, apart = APART) {
  const sorted = [...ends].sort((one, other) => one.y - other.y);
  const placed = sorted.map((each) => ({ ...each }));
  for (let i = 1; i < placed.length; i++) {
    placed[i].y = Math.max(placed[i].y, placed[i - 1].y + apart);
  }
  for (let i = placed.length - 1; i >= 0; i--) {
    const most = i === placed.length - 1 ? floor : placed[i + 1].y - apart;
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
