/** A network with curves over it: what a room draws, and what is measured, on one axis. */
import { find } from '../component.js';
import { drawing } from '../network/drawing.js';
import { heightOf, path, powerOfTen, ticks } from '../stage/curve.js';
import { pulse } from '../stage/pulse.js';
import { left as leftOf, underCurve } from '../stage/under.js';

/** @typedef {import('../network/anatomy.js').Anatomy} Anatomy */
/** @typedef {ReturnType<typeof drawing>} Drawing */

const NAMESPACE = 'http://www.w3.org/2000/svg';
const SLOW = 1800; // milliseconds of a pulse that a room is to follow
const UNDER = 16; // pixels from a line to its name
const BARELY = 12; // powers of ten below which nothing shines

/**
 * @param {HTMLElement} place With `.curve`, `.drawing` and `.pulse`.
 * @param {() => import('../network/words.js').Texts} texts
 * @param {[number, number]} range Powers of ten of the axis.
 */
export function gauge(place, texts, range) {
  const svg = find(place, '.curve', SVGSVGElement);
  const ground = find(place, '.drawing');
  const spot = pulse(find(place, '.pulse'));
  const axis = { range, log: true };
  /** @type {Drawing | null} */
  let network = null;
  /** @type {Anatomy | null} */
  let anatomy = null;
  /** @type {Map<string, ArrayLike<number>>} */
  const lines = new Map();
  /** @type {Map<string, { said: string, at: number }>} */
  const names = new Map();

  /** Where the layers stand, in pixels. */
  const places = () => {
    const x = network?.axis() ?? {};
    return (network?.names ?? []).map((name) => x[name] ?? 0);
  };

  /** @param {Anatomy} wanted */
  function draw(wanted) {
    network?.dispose();
    anatomy = wanted;
    place.dataset.kind = wanted.name;
    network = drawing(ground, wanted, { texts, layout: underCurve({ box: 1.3, arc: 1.2 }) });
    redraw();
  }

  /**
   * @param {string} name Its class.
   * @param {ArrayLike<number> | null} values One a layer, the input side first.
   */
  function line(name, values) {
    if (values) lines.set(name, values);
    else lines.delete(name);
    redraw();
  }

  /**
   * Names a line, under it.
   * @param {string} name Its class.
   * @param {string} said
   * @param {number} at Where, as a share of the layers.
   */
  function name(name, said, at) {
    names.set(name, { said, at });
  }

  function redraw() {
    const { clientWidth: width, clientHeight: height } = svg;
    if (!width || !network) return;
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    svg.replaceChildren();
    const make = (/** @type {string} */ tag, /** @type {string} */ kind) => {
      const made = document.createElementNS(NAMESPACE, tag);
      made.setAttribute('class', kind);
      svg.append(made);
      return made;
    };
    const left = leftOf();
    const grid = make('path', 'grid');
    let lying = '';
    for (const value of ticks(axis, height)) {
      const y = heightOf(10 ** value, axis, height);
      lying += `M${left} ${y?.toFixed(1)}H${width}`;
      const name = make('text', 'names');
      name.setAttribute('x', String(left - 8));
      name.setAttribute('y', String(y?.toFixed(1)));
      name.textContent = powerOfTen(value);
    }
    grid.setAttribute('d', lying);
    const x = places();
    for (const [name, values] of lines) {
      make('path', `line ${name}`).setAttribute('d', path({ x, values }, axis, height));
      const named = names.get(name);
      if (!named) continue;
      const layer = Math.round(named.at * (values.length - 1));
      const text = make('text', `end ${name}`);
      text.setAttribute('x', String(x[layer]));
      text.setAttribute('y', String((heightOf(values[layer], axis, height) ?? 0) + UNDER));
      text.textContent = named.said;
    }
  }

  /**
   * Lets a measured curve appear from the loss to the picture.
   * @param {string} name
   * @param {boolean} still Whether this person wants things to stand still.
   */
  function appear(name, still) {
    const drawn = svg.querySelector(`.line.${name}`);
    if (still || !drawn) return;
    drawn.animate([{ clipPath: 'inset(-9px 0 -9px 100%)' }, { clipPath: 'inset(-9px 0 -9px 0)' }], {
      duration: SLOW,
      easing: 'linear',
    });
  }

  /**
   * A pulse from the loss to the picture, as bright as the gradient is, and the layers so too.
   * @param {number[]} values One a layer, of what the last one hears.
   */
  async function run(values) {
    const shares = values.map((value) =>
      Math.min(1, Math.max(0, 1 + Math.log10(Math.max(value, 1e-99)) / BARELY)),
    );
    const x = places();
    const named = network?.names ?? [];
    network?.update(Object.fromEntries(shares.map((share, i) => [named[i], share])));
    await spot.run(
      shares.map((share, i) => ({ x: x[i], share })),
      SLOW,
    );
  }

  /**
   * Which layer a place of the pointer is over, and which power of ten it is at.
   * @param {PointerEvent} event
   */
  function under(event) {
    const { left, top, height } = svg.getBoundingClientRect();
    const x = event.clientX - left;
    const distances = places().map((each) => Math.abs(each - x));
    const layer = distances.indexOf(Math.min(...distances));
    const share = 1 - (event.clientY - top) / height;
    const [low, high] = range;
    return { layer, power: Math.min(high, Math.max(low, low + share * (high - low))) };
  }

  const sizes = new ResizeObserver(() => {
    if (!place.isConnected) sizes.disconnect();
    else requestAnimationFrame(redraw); // when the network has its new size too
  });
  sizes.observe(svg);

  return {
    draw,
    line,
    name,
    appear,
    run,
    under,
    svg,
    redraw,
    again: () => network?.translate(),
    layers: () => network?.names.length ?? 0,
    anatomy: () => anatomy,
  };
}
