import assert from 'node:assert/strict';
import test from 'node:test';
import { axisOf, heightOf, marks, path, powerOfTen, ticks } from '../../assets/page/stage/curve.js';
import { asked } from '../../assets/page/stage/keys.js';
import { pacer } from '../../assets/page/stage/pacer.js';
import { player } from '../../assets/page/stage/player.js';
import { way } from '../../assets/page/stage/pulse.js';
import { brightness, GRADIENT, scaleOf, shades } from '../../assets/page/stage/shine.js';
import {
  factorAt,
  firstFactor,
  formulaAt,
  givenFactor,
} from '../../assets/page/stage/shortcuts.js';
import { hold, opened } from '../../assets/page/race/state.js';
import { entry, factsOf, mainPath, values } from '../../assets/page/race/log.js';
import { SENT, wholeLog } from './race.js';

const LOG = axisOf([1e-9, 0.5], true); // of 10 powers of ten, -10 to 0
const HEIGHT = 116; // 8 pixels at either edge: ten a power of ten

test('a value lies as many pixels down as it is powers of ten below the highest', () => {
  assert.deepEqual(LOG.range.map(Math.abs), [10, 0]);
  for (const [value, wanted] of [
    [1, 8],
    [0.1, 18],
    [1e-10, 108],
  ]) {
    assert.ok(Math.abs(/** @type {number} */ (heightOf(value, LOG, HEIGHT)) - wanted) < 1e-9);
  }
  assert.equal(heightOf(0, LOG, HEIGHT), null);
  assert.equal(heightOf(NaN, LOG, HEIGHT), null);
});

test('a line breaks where nothing can be drawn, and a mark says why', () => {
  const line = { x: [10, 20, 30, 40], values: [1, 0, 0.1, Infinity] };
  assert.equal(path(line, LOG, HEIGHT), 'M10.0 8.0M30.0 18.0');
  const said = marks(line, LOG, HEIGHT);
  assert.equal(said, 'M20.0 115l-5 -10h10ZM40.0 6m-5 -5l10 10m0 -10l-10 10');
});

test('powers of ten are named at equal distances, 1 among them, never too near', () => {
  assert.deepEqual(ticks(LOG, HEIGHT), [-8, -4, 0]); // three have no room for a fourth
  assert.deepEqual(ticks(LOG, 30), [-10, 0]);
  assert.deepEqual([0, 1, -4, -13, 12].map(powerOfTen), ['1', '10', '10⁻⁴', '10⁻¹³', '10¹²']);
  const linear = axisOf([0, 1], false);
  assert.equal(ticks(linear, HEIGHT).length, 3);
});

test('a pulse runs from the last layer to the first, through few places', () => {
  const layers = Array.from({ length: 109 }, (_, x) => ({ x, share: x / 108 }));
  const run = way(layers);
  assert.ok(run.length <= 25);
  assert.deepEqual([run[0].x, run.at(-1)?.x], [108, 0]);
  assert.ok(run.every(({ x }, i) => i === 0 || x < run[i - 1].x));
});

test('the factor is that of the last switch before a step, or of the settings', () => {
  const log = { ...wholeLog(), events: /** @type {[number, string, number][]} */ ([]) };
  assert.equal(firstFactor(log, 'plain'), 0);
  assert.equal(firstFactor(log, 'residual'), factsOf(log).settings.shortcut_scale);
  log.events = [
    [2, 'plain', 1],
    [3, 'residual', 0],
    [4, 'plain', 0.5],
  ];
  assert.deepEqual(
    [0, 1, 2, 3].map((step) => factorAt(log, step, 'plain')),
    [0, 1, 1, 0.5],
  );
  assert.deepEqual(
    [1, 2].map((step) => factorAt(log, step, 'residual')),
    [1, 0],
  );
  assert.equal(givenFactor(log, 'plain'), 1);
  assert.deepEqual(
    [0, 1, 3].map((step) => formulaAt(log, step, 'plain')),
    ['y = F(x)', 'y = F(x) + x', 'y = F(x) + 0.5·x'],
  );
  assert.equal(formulaAt(log, 2, 'residual'), 'y = F(x)');
  const { facts } = log;
  if (facts) facts.settings.residual_scale = '1/sqrt(blocks)';
  assert.equal(formulaAt(log, 0, 'residual'), 'y = 0.58·F(x) + x'); // of 3 blocks
});

test('layers shine by their gradient, an arc by that of its sum times the factor', () => {
  const log = wholeLog();
  const kind = 'residual';
  const step = [...Array(log.n).keys()].findLast((each) => entry(log, each, kind)) ?? 0;
  const names = factsOf(log).layers[kind].slice(0, mainPath(log));
  const gradient = values(log, step, GRADIENT, kind);
  const block = {
    name: 'b',
    layers: [{ name: names[1] }, { name: names[2] }],
    shortcut: 'identity',
  };
  const anatomy = /** @type {any} */ ({ stages: [{ blocks: [block] }] });
  const found = shades(log, step, kind, anatomy);
  assert.deepEqual(
    names.map((name) => found[name]),
    [...gradient.subarray(0, names.length)],
  );
  assert.equal(found['b.arc'], gradient[2] * factsOf(log).settings.shortcut_scale);
  const cut = { ...log, events: /** @type {[number, string, number][]} */ ([[1, kind, 0]]) };
  assert.equal(shades(cut, step, kind, anatomy)['b.arc'], null);
  assert.equal(scaleOf(log), scaleOf(log)); // else a drawing would shade all anew
  const bright = brightness(
    log,
    step,
    kind,
    names.map((_, i) => i),
  );
  assert.ok(bright.every(({ share }) => share >= 0 && share <= 1));
});

test('a replay plays to the newest step and rests there', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const store = hold({ ...opened(SENT.wire, { a: 'weight' }, 'en'), log: wholeLog() });
  const replaying = player(store);
  replaying.toggle();
  assert.deepEqual([store.now().replay, store.now().playing], [0, true]);
  t.mock.timers.tick(120);
  assert.equal(store.now().replay, 1);
  replaying.toggle();
  t.mock.timers.tick(500);
  assert.deepEqual([store.now().replay, store.now().playing], [1, false]);
  replaying.toggle(); // goes on from there
  t.mock.timers.tick(1000);
  assert.deepEqual([store.now().replay, store.now().playing], [null, false]);
});

test('keys ask for something only where nothing else has a use for them', () => {
  class Held {
    /** @param {string | null} held By what. */
    constructor(held) {
      this.held = held;
    }

    closest() {
      return this.held;
    }
  }
  /** @type {any} */ (globalThis).Element = Held;
  const press = (/** @type {string} */ key, /** @type {string | null} */ held = null, more = {}) =>
    asked(/** @type {any} */ ({ key, target: new Held(held), ...more }));
  assert.deepEqual(
    [' ', 'ArrowRight', 'ArrowLeft', 'c', 'C', '?', '3', 'x'].map((key) => press(key)),
    ['play', 'forward', 'back', 'cut', 'cut', 'help', 'preset3', null],
  );
  assert.equal(press(' ', 'a button'), null);
  assert.equal(press('c', null, { ctrlKey: true }), null);
});

test('steps that arrived together are shown one after the other', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const store = hold({ ...opened(SENT.wire, { a: 'weight' }, 'en'), log: wholeLog() });
  pacer(store);
  store.update({ behind: 2 });
  t.mock.timers.tick(120);
  assert.equal(store.now().behind, 1);
  t.mock.timers.tick(120);
  assert.equal(store.now().behind, 0);
});
