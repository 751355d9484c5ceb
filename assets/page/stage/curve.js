/**
 * A quantity over the layers of one network, drawn over that network: its layers are the axis.
 * Plain SVG, since it is drawn anew at every step.
 */
import { decades, linearRange } from '../race/axes.js';
import { shownAs } from '../race/log.js';

/**
 * @typedef {object} Line One value a layer.
 * @property {number[]} x Pixels.
 * @property {ArrayLike<number>} values As many.
 */
/**
 * @typedef {object} Axis
 * @property {[number, number]} range Of the values; of their powers of ten with log.
 * @property {boolean} log
 */
/**
 * @typedef {object} Seen What is drawn.
 * @property {Line} line
 * @property {Line | null} former That of the race before, to compare with.
 * @property {Axis} axis
 * @property {number} left Where the axis begins, in pixels.
 * @property {number} width
 * @property {number} height
 */

const NAMESPACE = 'http://www.w3.org/2000/svg';
const EDGE = 8; // pixels above the highest value and below the lowest
const NAMED = 26; // pixels between two named lines, at least
const MARK = 5; // half a mark's width

/**
 * The axis of a quantity, of all that was seen.
 * @param {[number, number] | undefined} span
 * @param {boolean} log
 * @returns {Axis}
 */
export const axisOf = (span, log) => ({ range: log ? decades(span) : linearRange(span), log });

/**
 * Where a value lies; null where the axis cannot show it.
 * @param {number} value
 * @param {Axis} axis
 * @param {number} height
 */
export function heightOf(value, { range: [low, high], log }, height) {
  if (shownAs(value, log) !== 'shown') return null;
  const share = ((log ? Math.log10(value) : value) - low) / (high - low);
  return EDGE + (1 - share) * (height - 2 * EDGE);
}

/**
 * The path of a line, which breaks where the axis cannot show a value.
 * @param {Line} line
 * @param {Axis} axis
 * @param {number} height
 */
export function path({ x, values }, axis, height) {
  let said = '';
  let pen = 'M';
  for (let i = 0; i < x.length; i++) {
    const y = heightOf(values[i], axis, height);
    if (y === null) {
      pen = 'M';
      continue;
    }
    said += `${pen}${x[i].toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
  }
  return said;
}

/**
 * Marks at the edge for what the axis cannot show: triangles below for 0 and underflow, crosses
 * above for what is not finite.
 * @param {Line} line
 * @param {Axis} axis
 * @param {number} height
 */
export function marks({ x, values }, axis, height) {
  let said = '';
  for (let i = 0; i < x.length; i++) {
    const as = shownAs(values[i], axis.log);
    const at = x[i].toFixed(1);
    if (as === 'under') {
      said += `M${at} ${height - 1}l${-MARK} ${-2 * MARK}h${2 * MARK}Z`;
    } else if (as === 'over') {
      said += `M${at} ${MARK + 1}m${-MARK} ${-MARK}l${2 * MARK} ${2 * MARK}m0 ${-2 * MARK}`;
      said += `l${-2 * MARK} ${2 * MARK}`;
    }
  }
  return said;
}

/**
 * The values that are named along the axis, the lowest first.
 * @param {Axis} axis
 * @param {number} height
 * @returns {number[]} Powers of ten with log.
 */
export function ticks({ range: [low, high], log }, height) {
  const most = Math.max(2, Math.floor((height - 2 * EDGE) / NAMED) + 1);
  if (!log) return [low, (low + high) / 2, high];
  const every = Math.max(1, Math.ceil((high - low) / (most - 1)));
  const first = Math.ceil(low / every) * every; // so that 0, that is 1, is among them
  const count = Math.floor((high - first) / every) + 1;
  return Array.from({ length: count }, (_, i) => first + i * every);
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * A power of ten, as it is written.
 * @param {number} power
 */
export function powerOfTen(power) {
  if (power === 0) return '1';
  if (power === 1) return '10';
  const digits = [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)]);
  return `10${power < 0 ? '⁻' : ''}${digits.join('')}`;
}

/**
 * Draws into an SVG of its own.
 * @param {SVGSVGElement} svg Emptied.
 */
export function curve(svg) {
  const make = (/** @type {string} */ tag, /** @type {string} */ name) => {
    const made = document.createElementNS(NAMESPACE, tag);
    made.setAttribute('class', name);
    svg.append(made);
    return made;
  };
  svg.replaceChildren();
  const grid = make('path', 'grid');
  const names = make('g', 'names');
  const former = make('path', 'former');
  const line = make('path', 'line');
  const beyond = make('path', 'beyond');
  let axisDrawn = '';

  /** @param {Seen} seen */
  function draw({ line: wanted, former: before, axis, left, width, height }) {
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    line.setAttribute('d', path(wanted, axis, height));
    beyond.setAttribute('d', marks(wanted, axis, height));
    former.setAttribute('d', before ? path(before, axis, height) : '');
    const key = JSON.stringify([axis, left, width, height]);
    if (key === axisDrawn) return;
    axisDrawn = key;
    const lines = ticks(axis, height).map((value) => ({
      y: /** @type {number} */ (heightOf(axis.log ? 10 ** value : value, axis, height)),
      text: axis.log ? powerOfTen(value) : Number(value.toPrecision(2)).toString(),
    }));
    grid.setAttribute('d', lines.map(({ y }) => `M${left} ${y.toFixed(1)}H${width}`).join(''));
    names.replaceChildren(
      ...lines.map(({ y, text }) => {
        const name = document.createElementNS(NAMESPACE, 'text');
        name.setAttribute('x', String(left - 8));
        name.setAttribute('y', y.toFixed(1));
        name.textContent = text;
        return name;
      }),
    );
  }

  return { draw };
}
