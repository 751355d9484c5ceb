/** A race in a notebook, drawn while it runs: gradients by layer, loss by step, the words. */
import { find, say } from '../component.js';
import { filled, said } from '../pairs.js';
import { axisOf, heightOf, marks, path, powerOfTen, ticks } from '../stage/curve.js';
import { points } from './curves.js';
import { emptyLog, factsOf, lastIn, mainPath, numberOf, received, values } from './log.js';
import { lane } from './words.js';

/** @typedef {import('./log.js').Log} Log */
/** @typedef {import('./scene.js').Voice} Voice */
/** @typedef {import('../stage/curve.js').Axis} Axis */
/** @typedef {import('../stage/curve.js').Line} Line */

/**
 * @typedef {object} Model What a notebook's widget tells of its traits.
 * @property {(name: string) => any} get
 * @property {(event: string, changed: () => void) => void} on
 * @property {(event: string, changed: () => void) => void} off
 *
 * @typedef {object} Held What never changes.
 * @property {import('./wire.js').Wire} wire
 * @property {import('./words.js').Words} words
 * @property {Record<string, import('../pairs.js').Pair>} texts
 *
 * @typedef {object} Told What is told anew each time, whole: a view may come late.
 * @property {import('./wire.js').News} news From the first step.
 * @property {number} steps Those that are wanted.
 * @property {'running' | 'finished' | 'stopped'} phase
 */

const QUANTITY = 'weight_gradient';
const WIDTH = 460;
const HEIGHT = 260;
const LEFT = 56; // of the axis
const BOTTOM = 24; // below it
const AIR = 1.05; // above the largest loss
const NAME = 8; // a network's name above its line, twice that below
const NAMESPACE = 'http://www.w3.org/2000/svg';

/**
 * Draws into an element of the notebook.
 * @param {object} given
 * @param {Model} given.model
 * @param {HTMLElement} given.el
 * @param {string} given.html What is filled.
 * @param {string} given.style Its sheets, which stay inside.
 * @returns {() => void} Ends it.
 */
export function mount({ model, el, html, style }) {
  const root = el.shadowRoot ?? el.attachShadow({ mode: 'open' });
  root.innerHTML = `<style>${style}</style>${html}`;
  /** @type {Held} */
  const { wire, words, texts } = model.get('held');
  const language = navigator.language.toLowerCase().split('-')[0];
  /** @type {Voice} */
  const voice = (key, given = {}) => filled(said(texts[key], language), given);
  const slider = find(root, 'input', HTMLInputElement);
  slider.setAttribute('aria-label', voice('race_replay'));
  let log = emptyLog(wire);
  /** @type {number | null} */
  let looked = null; // the step that is looked at; null: the newest

  function told() {
    /** @type {Told} */
    const { news } = model.get('told');
    log = received(emptyLog(wire), news);
    show();
  }

  function show() {
    el.classList.toggle('dark', isLight(getComputedStyle(el).color));
    /** @type {Told} */
    const { steps, phase } = model.get('told');
    const step = Math.min(looked ?? Infinity, log.n - 1);
    slider.max = String(Math.max(1, log.n));
    slider.value = String(step + 1);
    slider.disabled = log.n < 2;
    const how = voice(`race_phase_${phase}`);
    if (!log.n) {
      say(find(root, '.count'), how);
      return;
    }
    const count = voice('race_share', { step: numberOf(log, step), steps });
    say(find(root, '.count'), `${count} · ${how}`);
    drawn(root, log, step, voice);
    for (const kind of wire.networks) spoken(kind, step);
  }

  /**
   * @param {string} kind
   * @param {number} step
   */
  function spoken(kind, step) {
    const seen = lane(log, step, kind, words, voice);
    const place = find(root, `.said.${kind}`);
    say(find(place, 'h3'), voice(kind === 'plain' ? 'race_plain' : 'race_residual'));
    for (const of of /** @type {const} */ (['gradients', 'learning'])) {
      const word = find(place, `[data-of="${of}"]`);
      say(word, seen?.[of].said ?? '–');
      word.dataset.word = seen?.[of].word ?? '';
    }
    say(find(place, '.numbers'), seen?.numbers ?? '');
  }

  slider.addEventListener('input', () => {
    const place = Number(slider.value);
    looked = place >= log.n ? null : place - 1;
    show();
  });
  model.on('change:told', told);
  told();
  return () => model.off('change:told', told);
}

/**
 * Both figures.
 * @param {ParentNode} root
 * @param {Log} log
 * @param {number} step
 * @param {Voice} voice
 */
function drawn(root, log, step, voice) {
  const { networks } = log.wire;
  const across = (/** @type {number} */ share) => LEFT + share * (WIDTH - LEFT - 8);
  const main = mainPath(log);
  const profiles = networks.map((kind) => ({
    kind,
    x: Array.from({ length: main }, (_, i) => across(i / Math.max(1, main - 1))),
    values: values(log, lastIn(log, step, kind), QUANTITY, kind).slice(0, main),
  }));
  const layers = ['1', String(main)];
  const gradients = axisOf(log.spans[QUANTITY], log.gauges[QUANTITY].log);
  figure(root, 'gradients', profiles, gradients, layers, {
    title: voice('race_q_weight_gradient'),
    under: voice('race_layer'),
    told: networks
      .map((kind, i) =>
        voice('race_summary_profile', {
          step: numberOf(log, step),
          network: voice(kind === 'plain' ? 'race_plain' : 'race_residual'),
          first: profiles[i].values[0].toExponential(1),
          last: profiles[i].values[main - 1].toExponential(1),
        }),
      )
      .join(' '),
  });
  named(find(root, 'svg.gradients', SVGSVGElement), profiles, gradients, voice);
  const first = numberOf(log, 0);
  const last = numberOf(log, log.n - 1);
  const losses = networks.map((kind) => {
    const { x, y } = points(log, kind, 'loss');
    const places = x.map((number) => across((number - first) / Math.max(1, last - first)));
    return { kind, x: places, values: y.map((loss) => loss ?? NaN) };
  });
  const guess = factsOf(log).guess.entropy;
  const finite = losses.flatMap(({ values }) => values.filter(Number.isFinite));
  /** @type {Axis} */
  const loss = { range: [0, AIR * Math.max(guess, ...finite)], log: false };
  const level = { kind: 'guess', x: [across(0), across(1)], values: [guess, guess] };
  figure(root, 'loss', [...losses, level], loss, [String(first), String(last)], {
    title: voice('race_loss'),
    under: voice('race_step'),
    told: voice('race_a_guess'),
  });
  const marked = find(root, '.loss', SVGSVGElement).querySelector('.at');
  const at = across((numberOf(log, step) - first) / Math.max(1, last - first)).toFixed(1);
  marked?.setAttribute('d', step < log.n - 1 ? `M${at} 0V${HEIGHT}` : '');
}

/**
 * One figure.
 * @param {ParentNode} root
 * @param {string} name
 * @param {(Line & { kind: string })[]} lines
 * @param {Axis} axis
 * @param {string[]} ends What the ends of its axis are.
 * @param {{ title: string, under: string, told: string }} said
 */
function figure(root, name, lines, axis, ends, { title, under, told }) {
  const svg = find(root, `svg.${name}`, SVGSVGElement);
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT + BOTTOM}`);
  svg.setAttribute('aria-label', `${title}. ${told}`);
  say(find(root, `.${name}-title`), title);
  const rows = ticks(axis, HEIGHT).map((value) => ({
    y: heightOf(axis.log ? 10 ** value : value, axis, HEIGHT) ?? 0,
    text: axis.log ? powerOfTen(value) : Number(value.toPrecision(2)).toString(),
  }));
  const grid = rows.map(({ y }) => `M${LEFT} ${y.toFixed(1)}H${WIDTH}`).join('');
  svg.replaceChildren(
    made('path', 'grid', { d: grid }),
    made('path', 'at', {}),
    ...rows.map(({ y, text }) => made('text', 'row', { x: LEFT - 6, y: y + 4 }, text)),
    made('text', 'column', { x: LEFT, y: HEIGHT + BOTTOM - 6 }, ends[0]),
    made('text', 'column last', { x: WIDTH - 8, y: HEIGHT + BOTTOM - 6 }, ends[1]),
    made('text', 'column middle', { x: (LEFT + WIDTH) / 2, y: HEIGHT + BOTTOM - 6 }, under),
    ...lines.flatMap((line) => [
      made('path', `line ${line.kind}`, { d: path(line, axis, HEIGHT) }),
      made('path', `beyond ${line.kind}`, { d: marks(line, axis, HEIGHT) }),
    ]),
  );
}

/**
 * The networks' names at the ends of their lines, that of the upper one above it.
 * @param {SVGSVGElement} svg
 * @param {(Line & { kind: string })[]} lines
 * @param {Axis} axis
 * @param {Voice} voice
 */
function named(svg, lines, axis, voice) {
  const ends = lines.map(({ kind, values }) => ({
    kind,
    y: heightOf(values[values.length - 1], axis, HEIGHT) ?? HEIGHT - 2 * NAME,
  }));
  const upper = Math.min(...ends.map(({ y }) => y));
  for (const { kind, y } of ends) {
    const name = voice(kind === 'plain' ? 'race_plain' : 'race_residual');
    const place = y === upper ? y - NAME : y + 2 * NAME;
    svg.append(made('text', `name last ${kind}`, { x: WIDTH - 8, y: place }, name));
  }
}

/**
 * @param {string} tag
 * @param {string} kind
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
function made(tag, kind, attributes, text = '') {
  const part = document.createElementNS(NAMESPACE, tag);
  part.setAttribute('class', kind);
  for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, String(value));
  part.textContent = text;
  return part;
}

/**
 * Whether letters of a colour are light, so that they stand on dark.
 * @param {string} colour As a browser says it.
 */
export function isLight(colour) {
  const [red, green, blue] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140;
}
