/** The SVG of a laid out network: drawn once for each width, later only its attributes change. */
import { parts } from './anatomy.js';
import { fixed, nodeOf } from './layout.js';

/** @typedef {import('./anatomy.js').Anatomy} Anatomy */
/** @typedef {import('./layout.js').Layout} Layout */
/** @typedef {import('./layout.js').Extent} Extent */
/**
 * @typedef {object} Drawn
 * @property {SVGSVGElement} svg
 * @property {Map<string, SVGElement>} shades What a value shades, by the part's name; a shortcut's
 *   arc by its block's name with `.arc`.
 * @property {Map<string, SVGGElement>} stops What can be pointed at and walked to.
 * @property {Map<string, SVGGElement>} pictures
 * @property {Map<string, SVGTextElement>} labels
 */

const LEAD = 24; // pixels of the wire before the first layer
const NAMESPACE = 'http://www.w3.org/2000/svg';

/**
 * @param {Anatomy} anatomy
 * @param {Layout} layout
 * @param {import('./anatomy.js').Level[]} levels Which parts can be pointed at.
 * @returns {Drawn}
 */
export function draw(anatomy, layout, levels) {
  const { width, height, wire } = layout;
  const size = { width, height, viewBox: `0 0 ${width} ${fixed(height)}` };
  const svg = /** @type {SVGSVGElement} */ (
    make('svg', { class: 'drawn', role: 'group', ...size })
  );
  svg.style.setProperty('--network-stroke', fixed(layout.stroke).toString());
  /** @type {Drawn} */
  const drawn = {
    svg,
    shades: new Map(),
    stops: new Map(),
    pictures: new Map(),
    labels: new Map(),
  };
  const levelOf = new Map(parts(anatomy).map((part) => [part.name, part.level]));

  /**
   * A part: something that a value shades, which can be pointed at where that is wanted.
   * @param {import('./layout.js').Place} place
   * @param {string} kind
   * @param {number} round
   */
  function part(place, kind, round) {
    const corners = { ...frame(place), rx: fixed(round) };
    const track = make('rect', { class: 'track', ...corners });
    const shade = make('rect', { class: 'shade', ...corners, 'fill-opacity': 0 });
    const group = /** @type {SVGGElement} */ (make('g', { class: `part ${kind}` }, track, shade));
    group.dataset.name = place.name;
    drawn.shades.set(place.name, shade);
    const level = levelOf.get(place.name);
    if (level && levels.includes(level)) {
      const out = level === 'stage' ? 0 : 1.5;
      group.append(make('rect', { class: 'ring', ...frame(place, out), rx: fixed(round + out) }));
      for (const [name, value] of Object.entries({ role: 'button', tabindex: '-1' })) {
        group.setAttribute(name, value);
      }
      group.classList.add('stop');
      drawn.stops.set(place.name, group);
    }
    svg.append(group);
  }

  for (const place of layout.stages) part(place, 'stage', 10);
  const first = layout.layers[0].left;
  const ends = { x1: fixed(Math.max(0, first - LEAD)), x2: width, y1: wire, y2: wire };
  svg.append(make('line', { class: 'wire', ...ends }));
  for (const place of layout.blocks) part(place, 'block', 6);
  for (const arc of layout.arcs) {
    const track = make('path', { class: `arc track ${arc.kind}`, d: arc.path });
    const shade = make('path', { class: `arc shade ${arc.kind}`, d: arc.path });
    drawn.shades.set(`${arc.name}.arc`, shade);
    svg.append(track, shade);
  }
  for (const place of layout.layers) {
    const kind = place === layout.layers.at(-1) ? 'layer head' : 'layer';
    const narrow = (place.right - place.left) / 2;
    part(place, kind, kind === 'layer' ? Math.min(narrow * 0.4, 5) : Math.min(narrow, 13));
  }
  const kind = anatomy.pre_activation ? 'sum bare' : 'sum';
  for (const arc of layout.arcs) {
    const at = { cx: fixed(arc.to), cy: wire, r: fixed(nodeOf(arc)) };
    svg.append(make('circle', { class: kind, ...at }));
  }
  for (const place of layout.projections) part(place, 'layer projection', 1.5);
  for (const place of layout.pictures) {
    const group = /** @type {SVGGElement} */ (make('g', { class: 'picture' }));
    group.append(make('rect', { class: 'place', ...frame(place), rx: 6 }));
    drawn.pictures.set(place.name, group);
    svg.append(group);
  }
  const rows = { stage: layout.stages, block: layout.blocks, layer: layout.layers };
  for (const [level, y] of Object.entries(layout.labels)) {
    for (const { name, x } of rows[/** @type {keyof typeof rows} */ (level)]) {
      const at = { class: `label ${level}-label`, x: fixed(x), y: fixed(y) };
      const label = /** @type {SVGTextElement} */ (make('text', at));
      drawn.labels.set(name, label);
      svg.append(label);
    }
  }
  return drawn;
}

/**
 * Lays pictures over each other in a place that the layout has for them.
 * @param {SVGGElement} group
 * @param {string[]} addresses The lowest first; those above are drawn as transparent as maps are.
 */
export function lay(group, addresses) {
  const place = /** @type {SVGRectElement} */ (group.firstElementChild);
  const box = Object.fromEntries(
    ['x', 'y', 'width', 'height'].map((name) => [name, place.getAttribute(name) ?? '']),
  );
  group.replaceChildren(
    place,
    ...addresses.map((href, at) =>
      make('image', {
        href,
        class: at ? 'heat' : '',
        preserveAspectRatio: 'xMidYMid slice',
        ...box,
      }),
    ),
  );
}

/**
 * An element with attributes and children.
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...Element} children
 */
export function make(tag, attributes, ...children) {
  const made = /** @type {SVGElement} */ (document.createElementNS(NAMESPACE, tag));
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/**
 * A rectangle's attributes.
 * @param {Extent} extent
 * @param {number} [out] Pixels by which it is larger at every side.
 */
const frame = ({ left, right, top, bottom }, out = 0) => ({
  x: fixed(left - out),
  y: fixed(top - out),
  width: fixed(Math.max(0, right - left + 2 * out)), // in a tab that is folded away
  height: fixed(Math.max(0, bottom - top + 2 * out)),
});
