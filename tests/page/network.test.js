import assert from 'node:assert/strict';
import test from 'node:test';
import en from '../../assets/locale/en.json' with { type: 'json' };
import { mainPath, parts } from '../../assets/page/network/anatomy.js';
import { BROKEN, LEVELS, NONE, level, opacity } from '../../assets/page/network/shades.js';
import { step, walkable } from '../../assets/page/network/walk.js';
import { described, named } from '../../assets/page/network/words.js';
import { EVERY, cifar, imagenet } from './anatomies.js';

const texts = /** @type {Record<string, any>} */ (en);

test('every part has a name of its own, and what holds it comes before it', () => {
  for (const [depth, anatomy] of EVERY) {
    const every = parts(anatomy);
    assert.equal(new Set(every.map(({ name }) => name)).size, every.length);
    assert.equal(mainPath(anatomy).length, depth);
    const seen = new Set();
    for (const { name, within } of every) {
      for (const outer of within) assert.ok(seen.has(outer), name);
      seen.add(name);
    }
  }
});

test('a value is a level between the ends of its scale', () => {
  const linear = { low: 0, high: 2 };
  assert.deepEqual(
    [-1, 0, 1, 2, 3].map((value) => level(value, linear)),
    [0, 0, 16, LEVELS - 1, LEVELS - 1],
  );
  const log = { low: 1e-15, high: 1, log: true };
  assert.equal(level(1e-15, log), 0);
  assert.equal(level(10 ** -7.5, log), 16); // half of the powers of ten
  assert.equal(level(1e-10, log), 10); // a third
  assert.equal(level(0, log), 0);
  assert.equal(level(-1, log), 0);
});

test('no value is none, and what is not a number is broken, not bright', () => {
  const scale = { low: 0, high: 1 };
  assert.equal(level(null, scale), NONE);
  assert.equal(level(undefined, scale), NONE);
  assert.deepEqual(
    [NaN, Infinity, -Infinity].map((value) => level(value, scale)),
    Array(3).fill(BROKEN),
  );
});

test('a higher level is less transparent, and the lowest is still seen', () => {
  const all = Array.from({ length: LEVELS }, (_, at) => Number(opacity(at)));
  assert.ok(all.every((each, at) => !at || each > all[at - 1]));
  assert.ok(all[0] > 0);
  assert.equal(all.at(-1), 1);
  assert.equal(opacity(BROKEN), '1');
});

test('arrows walk along a level, into what a part holds and out again', () => {
  const stops = walkable(cifar(20, { option: 'B' }), ['stage', 'block', 'layer']);
  const walked = (/** @type {string} */ at, /** @type {string[]} */ ...keys) =>
    keys.reduce((here, key) => step(stops, here, key) ?? 'nowhere', at);
  assert.equal(walked('stage1', 'ArrowRight', 'ArrowDown'), 'stage2.block1');
  assert.equal(walked('stage2.block1', 'ArrowLeft'), 'stage1.block3');
  assert.equal(walked('stage2.block1', 'ArrowDown', 'ArrowRight'), 'stage2.block1.conv2');
  assert.equal(walked('stage2.block1.conv2', 'ArrowRight'), 'stage2.block1.shortcut');
  assert.equal(walked('stage2.block1.shortcut', 'ArrowUp', 'ArrowUp'), 'stage2');
  assert.equal(walked('stage1.block2', 'Home'), 'stage1.block1');
  assert.equal(walked('stage1.block2', 'End', 'ArrowRight'), 'stage3.block3');
  assert.equal(walked('conv1', 'ArrowUp'), 'conv1');
  assert.equal(walked('stage1.block1.conv1', 'ArrowDown'), 'stage1.block1.conv1');
  assert.equal(step(stops, 'stage1', 'x'), undefined);
});

test('a level that is not walked is passed over', () => {
  const stops = walkable(cifar(8), ['stage', 'layer']);
  assert.equal(step(stops, 'stage1', 'ArrowDown'), 'stage1.block1.conv1');
  assert.equal(step(stops, 'stage1.block1.conv1', 'ArrowUp'), 'stage1');
});

test('the text alternative counts what the picture shows', () => {
  const deep = described(imagenet([3, 4, 6, 3], true), texts);
  assert.match(deep, /50 layers/);
  assert.match(deep, /4 stages of 3 \+ 4 \+ 6 \+ 3 blocks/);
  assert.match(deep, /12 .*unchanged/);
  assert.match(deep, /4 .*projection/);
  const plain = described(cifar(56, { residual: false }), texts);
  assert.match(plain, /56 layers.*3 stages of 9 blocks.*No shortcuts/);
  assert.doesNotMatch(plain, /projection|zeros/);
  const before = described(cifar(20, { preActivation: true }), texts);
  assert.match(before, /2 .*zeros.*pre-activation/i);
});

test('every part says what it is', () => {
  const every = new Map(parts(imagenet([2, 2, 2, 2], false)).map((part) => [part.name, part]));
  const said = (/** @type {string} */ name) => named(/** @type {any} */ (every.get(name)), texts);
  assert.equal(said('stage2'), 'Stage 2, 2 blocks');
  assert.equal(said('stage2.block1'), 'Stage 2, block 1, projection shortcut');
  assert.equal(said('stage2.block2'), 'Stage 2, block 2, identity shortcut');
  assert.equal(said('conv1'), 'conv1, 7×7 convolution, 64 channels');
  assert.equal(
    said('stage2.block1.shortcut'),
    'stage2.block1.shortcut, 1×1 convolution, 128 channels',
  );
  assert.equal(said('fc'), 'Classifier of 1000 classes');
  for (const part of every.values()) assert.doesNotMatch(named(part, texts), /[{}]|undefined/);
});
