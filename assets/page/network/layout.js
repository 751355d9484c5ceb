/**
 * Where each part of a drawn network lies. It depends on the layers alone, not on the shortcuts, so
 * that a plain and a residual network of one depth stand exactly below each other.
 */
/** @typedef {import('./anatomy.js').Anatomy} Anatomy */
/** @typedef {import('./anatomy.js').Level} Level */
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Extent */
/** @typedef {Extent & { name: string, x: number }} Place x: the middle. */
/**
 * @typedef {object} Arc A shortcut, from where a block begins to its sum.
 * @property {string} name The block's.
 * @property {import('./anatomy.js').Shortcut} kind
 * @property {number} from
 * @property {number} to
 * @property {string} path
 */
/**
 * @typedef {object} Options
 * @property {number} width Pixels.
 * @property {boolean} [even] Layers at equal distances, as on a plot's axis of layer numbers.
 * @property {number} [columns] Stages get equal widths, and the stem and the classifier so many
 *   pixels each, as where a picture stands over every stage.
 * @property {boolean} [below] Arcs below the layers, where a plot stands above.
 * @property {number} [left] Pixels left free, as by a plot's margin.
 * @property {number} [right]
 * @property {number} [box] Height of a layer.
 * @property {number} [arc] Height of a shortcut, at most.
 * @property {number} [font] Size of the labels.
 * @property {Level | null} [pictures] Which parts have pictures, in a row above all.
 * @property {number} [picture] Side of a picture, at most.
 * @property {Level[]} [labels] Which parts have labels, each a row below all.
 */
/**
 * @typedef {object} Layout
 * @property {number} width
 * @property {number} height
 * @property {Place[]} layers On the main path, the stem first and the classifier last.
 * @property {Place[]} projections Layers of shortcuts, on their arcs.
 * @property {Place[]} blocks
 * @property {Place[]} stages
 * @property {Arc[]} arcs
 * @property {Place[]} pictures
 * @property {Partial<Record<Level, number>>} labels Base line of each row.
 * @property {number} wire The height at which the main path runs.
 * @property {number} stroke Thickness of lines.
 * @property {Record<string, number>} x The middle of each layer of the main path, by name.
 */

// In widths of a layer's box: between layers, between blocks, between stages.
const GAPS = { layer: 0.35, block: 1, stage: 2 };
const EVEN = { layer: 0.6, block: 0.6, stage: 0.6 };
const WIDEST = 44; // pixels, a layer's box
const NODE = 4; // pixels, radius of a sum, at most
const AIR = 8; // pixels around all, and between rows
const SEAM = 1.5; // pixels, half of what lies between two stages
const LINE = 1.35; // of a label's size

/**
 * @param {Anatomy} anatomy
 * @param {Options} options
 * @returns {Layout}
 */
export function layout(anatomy, options) {
  const { width, even, below, left = AIR, right = AIR, box = 26, arc = 28, font = 14 } = options;
  const { pictures = null, picture = 64, labels = [], columns = null } = options;
  const gaps = even ? EVEN : GAPS;
  const column = Math.max(width - 2 * (columns ?? 0), 1) / anatomy.stages.length;
  const longest = Math.max(...anatomy.stages.map((stage) => unitsOf(stage, gaps)));
  let unit =
    columns === null
      ? Math.max(width - left - right, 1) / units(anatomy, gaps)
      : Math.min(column / (longest + gaps.stage), columns * 0.8);
  let size = Math.min(unit, WIDEST);
  const row = pictures ? picture + AIR : 0;
  const rise = anatomy.stages.some((stage) => stage.blocks.some((block) => block.shortcut))
    ? arc
    : 0;
  const top = AIR + row + (below ? 0 : rise); // of the boxes
  const wire = top + box / 2;
  const floor = top + box + (below ? rise : 0);
  const inside = { top, bottom: top + box };
  const around = { top: top - (below ? 4 : rise + 4), bottom: floor + 4 };

  /** @type {Layout} */
  const made = {
    width,
    height: floor + AIR + labels.length * font * LINE + (labels.length ? AIR / 2 : 0),
    layers: [],
    projections: [],
    blocks: [],
    stages: [],
    arcs: [],
    pictures: [],
    labels: Object.fromEntries(
      labels.map((level, at) => [level, floor + AIR + (at + 1) * font * LINE - font * 0.2]),
    ),
    wire,
    stroke: Math.max(1, Math.min(unit / 4, 2.25)),
    x: {},
  };

  let at = left + (gaps.layer * unit) / 2;
  /** @param {string} name */
  const layer = (name) => {
    const x = at + unit / 2;
    made.layers.push({ name, x, left: x - size / 2, right: x + size / 2, ...inside });
    made.x[name] = x;
    at += unit;
  };
  /** @param {number} gap */
  const skip = (gap) => (at += gap * unit);

  if (columns !== null) at = (columns - unit) / 2;
  layer(anatomy.stem.name);
  skip(gaps.stage);
  for (const [nth, stage] of anatomy.stages.entries()) {
    if (nth) skip(gaps.stage);
    if (columns !== null) {
      unit = column / (unitsOf(stage, gaps) + gaps.stage);
      size = Math.min(unit, WIDEST);
      at = columns + nth * column + (gaps.stage / 2) * unit;
    }
    const begin = at;
    for (const [place, block] of stage.blocks.entries()) {
      if (place) skip(gaps.block);
      const from = at;
      for (const [order, { name }] of block.layers.entries()) {
        if (order) skip(gaps.layer);
        layer(name);
      }
      const extent = { left: from, right: at, x: (from + at) / 2 };
      made.blocks.push({ name: block.name, ...extent, ...around });
      if (!block.shortcut) continue;
      const reach = (gaps.block / 2) * unit; // to the middle of the gap, where the sum is
      const ends = { from: from - reach, to: at + reach };
      const curve = bow({ ...ends, wire, edge: box / 2, rise: rise - 6, below: Boolean(below) });
      made.arcs.push({ name: block.name, kind: block.shortcut, ...ends, path: curve.path });
      if (!block.projection) continue;
      const half = Math.min(5, Math.max(unit / 2, 1.5));
      made.projections.push({
        name: block.projection.name,
        x: extent.x,
        left: extent.x - half,
        right: extent.x + half,
        top: curve.peak - half,
        bottom: curve.peak + half,
      });
    }
    const extent = { left: begin, right: at, x: (begin + at) / 2 };
    // a band holds the arcs' ends, and leaves a seam to the next
    const edge = Math.max((gaps.stage / 2) * unit - SEAM, 0);
    const room = columns === null ? Math.min((gaps.block / 2) * unit + NODE + 2, edge) : edge;
    const held = { left: extent.left - room, right: extent.right + room };
    const picturesTop = pictures === 'stage' ? AIR / 2 : around.top;
    made.stages.push({ name: stage.name, ...extent, ...held, ...around, top: picturesTop });
  }
  skip(gaps.stage);
  if (columns !== null) {
    unit = Math.min(column / (longest + gaps.stage), columns * 0.8);
    size = Math.min(unit, WIDEST);
    at = width - (columns + unit) / 2;
  }
  layer(anatomy.head.name);

  const pictured = { stage: made.stages, block: made.blocks, layer: made.layers };
  if (pictures) {
    made.pictures = pictured[pictures].map((place) => {
      const side = Math.min(place.right - place.left - (pictures === 'stage' ? 4 : 0), picture);
      const bottom = AIR + picture;
      const sides = { left: place.x - side / 2, right: place.x + side / 2 };
      return { name: place.name, x: place.x, ...sides, top: bottom - side, bottom };
    });
  }
  return made;
}

/**
 * How many widths of a layer the whole network is wide.
 * @param {Anatomy} anatomy
 * @param {typeof GAPS} gaps
 */
function units(anatomy, gaps) {
  const stages = anatomy.stages.reduce((sum, stage) => sum + unitsOf(stage, gaps), 0);
  return 2 + gaps.layer + gaps.stage * (anatomy.stages.length + 1) + stages;
}

/**
 * The same of one stage, without what lies around it.
 * @param {import('./anatomy.js').Stage} stage
 * @param {typeof GAPS} gaps
 */
function unitsOf({ blocks }, gaps) {
  const within = blocks.map(({ layers }) => layers.length + gaps.layer * (layers.length - 1));
  return within.reduce((sum, each) => sum + each, gaps.block * (blocks.length - 1));
}

/**
 * A shortcut's curve: out of the main path, over the block's layers, into the sum.
 * @param {{ from: number, to: number, wire: number, edge: number, rise: number,
 *   below: boolean }} bow
 */
function bow({ from, to, wire, edge, rise, below }) {
  const sign = below ? 1 : -1;
  const across = (to - from) / 2;
  const up = Math.min(across, rise);
  const shoulder = wire + sign * edge;
  const peak = shoulder + sign * up;
  const round = `${fixed(across)} ${fixed(up)}`;
  const turn = below ? 0 : 1;
  const path =
    `M${fixed(from)} ${fixed(wire)}V${fixed(shoulder)}` +
    `A${round} 0 0 ${turn} ${fixed(to)} ${fixed(shoulder)}V${fixed(wire)}`;
  return { path, peak };
}

/**
 * Hundredths of a pixel are enough.
 * @param {number} value
 */
export const fixed = (value) => Math.round(value * 100) / 100;

/**
 * Radius of the sum where a shortcut ends.
 * @param {Arc} arc
 */
export const nodeOf = ({ from, to }) => Math.min(NODE, (to - from) / 8);

/**
 * About how wide a text is: Chinese letters are as wide as high, others a little more than half.
 * @param {string} text
 * @param {number} font
 */
export const textWidth = (text, font) =>
  [...text].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 1 : 0.58), 0) * font;

/**
 * The longest of a part's labels that has room; '' where none has.
 * @param {string[]} choices The longest first.
 * @param {number} room Pixels.
 * @param {number} font
 */
export const fitting = (choices, room, font) =>
  choices.find((text) => textWidth(text, font) <= room) ?? '';
