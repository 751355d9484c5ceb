/**
 * A network, drawn: layers as boxes on the main path, shortcuts as arcs over the blocks, stages as
 * bands. Every part takes a value (a shade), a label, a picture and the selection; values change
 * nothing but attributes, so that they may come sixty times a second.
 */
import { around } from '../component.js';
import { mainPath, parts } from './anatomy.js';
import { fitting, layout } from './layout.js';
import { BROKEN, NONE, level, opacity } from './shades.js';
import { saved } from './saved.js';
import { draw, lay } from './svg.js';
import { step, walkable } from './walk.js';
import { described, named } from './words.js';

/** @typedef {import('./anatomy.js').Anatomy} Anatomy */
/** @typedef {import('./anatomy.js').Level} Level */
/** @typedef {import('./layout.js').Layout} Layout */
/**
 * @typedef {object} Settings
 * @property {() => import('./words.js').Texts} texts Of the language of now.
 * @property {Level[]} [levels] What can be pointed at and walked to; none of it by default.
 * @property {(name: string) => void} [chosen] Called when a part is clicked, or Enter is pressed.
 * @property {import('./shades.js').Scale} [scale] Of the values; 0 to 1 by default.
 * @property {Omit<import('./layout.js').Options, 'width' | 'font'>} [layout]
 */
/** @typedef {Record<string, number | null>} Values By a part's name; an arc's is `BLOCK.arc`. */

const LABEL = 0.875; // of the page's size

/**
 * Draws a network into an element, and again whenever that has another width.
 * @param {HTMLElement} place Emptied.
 * @param {Anatomy} anatomy
 * @param {Settings} settings
 */
export function drawing(place, anatomy, { texts, levels = [], chosen, scale, layout: wanted }) {
  const every = new Map(parts(anatomy).map((part) => [part.name, part]));
  const stops = walkable(anatomy, levels);
  let range = scale ?? { low: 0, high: 1 };
  /** @type {Values} */
  const values = {};
  /** @type {Record<string, string[]>} */
  let labels = {};
  /** @type {Record<string, string[]>} */
  let pictures = {};
  /** @type {string | null} */
  let selected = null;
  let standing = stops[0]?.name;
  /** @type {Layout} */
  let made;
  /** @type {import('./svg.js').Drawn} */
  let drawn;
  /** @type {Map<string, number>} */
  let shown = new Map();

  function redraw() {
    const focused = drawn?.stops.get(standing) === document.activeElement && stops.length > 0;
    const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const font = root * LABEL;
    made = layout(anatomy, { ...wanted, width: Math.max(place.clientWidth, 1), font });
    drawn = draw(anatomy, made, levels);
    shown = new Map();
    if (!stops.length) drawn.svg.setAttribute('role', 'img');
    place.replaceChildren(drawn.svg);
    translate();
    update(values);
    picture(pictures);
    select(selected);
    stand(standing);
    if (focused) drawn.stops.get(standing)?.focus();
  }

  /** Says all in the language of now. */
  function translate() {
    drawn.svg.setAttribute('aria-label', described(anatomy, texts()));
    for (const title of drawn.svg.querySelectorAll('.part > title')) title.remove(); // of before
    for (const part of stops) {
      drawn.stops.get(part.name)?.setAttribute('aria-label', named(part, texts()));
    }
    label(labels);
  }

  /**
   * Shades parts; those that are not named keep their shade.
   * @param {Values} next
   * @param {import('./shades.js').Scale} [anew] The scale from now on.
   */
  function update(next, anew) {
    if (anew && anew !== range) {
      range = anew;
      update(values);
    }
    for (const name in next) {
      const value = next[name];
      values[name] = value;
      const at = level(value, range);
      if (shown.get(name) === at) continue;
      const part = drawn.shades.get(name);
      if (!part) continue;
      const before = shown.get(name) ?? NONE;
      shown.set(name, at);
      if (at === BROKEN || before === BROKEN) part.classList.toggle('broken', at === BROKEN);
      const arc = part.tagName === 'path'; // which is there without a value, too
      if (at === NONE) part.setAttribute(arc ? 'stroke-opacity' : 'fill-opacity', arc ? '1' : '0');
      else part.setAttribute(arc ? 'stroke-opacity' : 'fill-opacity', opacity(at));
      if (!arc && (at === NONE) !== (before === NONE)) {
        part.parentElement?.classList.toggle('valued', at !== NONE);
      }
    }
  }

  /**
   * Names parts, whose level the layout must have a row of labels for.
   * @param {Record<string, string[]>} next Choices for each part, the longest first.
   */
  function label(next) {
    labels = { ...labels, ...next };
    const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const rooms = new Map([...made.stages, ...made.blocks, ...made.layers].map((p) => [p.name, p]));
    for (const [name, text] of drawn.labels) {
      const { left = 0, right = 0 } = rooms.get(name) ?? {};
      text.textContent = fitting(labels[name] ?? [], right - left, root * LABEL);
    }
  }

  /**
   * Puts pictures into the layout's row of pictures.
   * @param {Record<string, string[]>} next Addresses for each part, the lowest first.
   */
  function picture(next) {
    pictures = { ...pictures, ...next };
    for (const [name, group] of drawn.pictures) lay(group, pictures[name] ?? []);
  }

  /**
   * Marks one part as that which is looked at.
   * @param {string | null} name
   */
  function select(name) {
    selected = name;
    for (const [each, group] of drawn.stops) {
      group.setAttribute('aria-pressed', String(each === name));
    }
    if (name !== null && drawn.stops.has(name)) stand(name);
  }

  /**
   * Makes a part the one that Tab leads to.
   * @param {string | undefined} name
   */
  function stand(name) {
    if (name === undefined) return;
    drawn.stops.get(standing)?.setAttribute('tabindex', '-1');
    drawn.stops.get(name)?.setAttribute('tabindex', '0');
    standing = name;
  }

  /** @param {string} name */
  function choose(name) {
    select(name);
    chosen?.(name);
  }

  const clicked = (/** @type {Event} */ event) => {
    const stop = around(event, '.stop');
    if (!stop) return;
    stop.focus({ preventScroll: true });
    choose(stop.dataset.name ?? '');
  };

  const pressed = (/** @type {KeyboardEvent} */ event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !around(event, '.stop')) return;
    const next = step(stops, standing, event.key);
    const chosen = event.key === 'Enter' || event.key === ' ';
    if (next === undefined && !chosen) return;
    event.preventDefault();
    event.stopPropagation();
    if (chosen) choose(standing);
    if (next === undefined) return;
    stand(next);
    drawn.stops.get(next)?.focus();
  };

  /** A part's name and value, asked for only when it is pointed at. */
  const pointed = (/** @type {Event} */ event) => {
    const group = around(event, '.part');
    const part = every.get(group?.dataset.name ?? '');
    if (!group || !part) return;
    const value = values[part.name];
    const said = named(part, texts());
    const whole = value === undefined || value === null ? said : `${said}: ${value.toPrecision(3)}`;
    const title =
      group.querySelector('title') ?? document.createElementNS(group.namespaceURI, 'title');
    if (title.textContent !== whole) title.textContent = whole;
    group.append(title);
    if (group.hasAttribute('aria-label')) group.setAttribute('aria-label', whole);
  };

  place.addEventListener('click', clicked);
  place.addEventListener('keydown', pressed);
  place.addEventListener('pointerover', pointed);
  place.addEventListener('focusin', pointed);
  let width = -1;
  const sizes = new ResizeObserver(() => {
    if (!place.isConnected) return sizes.disconnect();
    if (place.clientWidth === width || !place.clientWidth) return undefined;
    width = place.clientWidth;
    return redraw();
  });
  redraw();
  sizes.observe(place);

  return {
    update,
    label,
    picture,
    select,
    translate,
    redraw,
    /** Where the middle of each layer of the main path lies, in pixels, for a plot's axis. */
    axis: () => ({ ...made.x }),
    /** Names of those layers, input side first. */
    names: mainPath(anatomy).map(({ name }) => name),
    /** The drawing as a file of its own. */
    file: () => saved(drawn.svg),
    dispose() {
      sizes.disconnect();
      place.removeEventListener('click', clicked);
      place.removeEventListener('keydown', pressed);
      place.removeEventListener('pointerover', pointed);
      place.removeEventListener('focusin', pointed);
      place.replaceChildren();
    },
  };
}
