import assert from 'node:assert/strict';
import test from 'node:test';
import { fitting, layout } from '../../assets/page/network/layout.js';
import { EVERY, cifar, imagenet } from './anatomies.js';

const WIDTHS = [390, 700, 1280, 1920];
/** @param {{ kind: string }[]} arcs */
const counted = (arcs) => {
  const kinds = arcs.map(({ kind }) => kind);
  const of = (/** @type {string} */ kind) => kinds.filter((each) => each === kind).length;
  return [of('identity'), of('padding'), of('projection')];
};

test('every layer, block and stage of 8 to 152 layers has a place', () => {
  for (const [depth, anatomy] of EVERY) {
    const { layers, blocks, stages, x } = layout(anatomy, { width: 900 });
    assert.equal(layers.length, depth);
    assert.equal(Object.keys(x).length, depth);
    assert.equal(stages.length, anatomy.stages.length);
    assert.equal(blocks.length, anatomy.stages.flatMap((stage) => stage.blocks).length);
    assert.equal(layers[0].name, 'conv1');
    assert.equal(layers.at(-1)?.name, 'fc');
  }
});

test('a shortcut is an arc of its kind, and a plain network has none', () => {
  const arcs = (/** @type {any} */ anatomy) => layout(anatomy, { width: 900 });
  assert.deepEqual(counted(arcs(imagenet([3, 4, 6, 3], true)).arcs), [12, 0, 4]);
  assert.deepEqual(counted(arcs(imagenet([2, 2, 2, 2], false)).arcs), [5, 0, 3]);
  assert.deepEqual(counted(arcs(cifar(20)).arcs), [7, 2, 0]);
  assert.deepEqual(counted(arcs(cifar(20, { option: 'B' })).arcs), [7, 0, 2]);
  assert.deepEqual(counted(arcs(cifar(110, { preActivation: true })).arcs), [52, 2, 0]);
  const plain = arcs(cifar(56, { residual: false }));
  assert.equal(plain.arcs.length, 0);
  assert.ok(plain.height < arcs(cifar(56)).height); // nor room for any
});

test('a projection lies on the arc of its block', () => {
  const { arcs, projections } = layout(imagenet([3, 4, 6, 3], true), { width: 900 });
  assert.deepEqual(
    projections.map(({ name }) => name),
    [1, 2, 3, 4].map((stage) => `stage${stage}.block1.shortcut`),
  );
  const arc = arcs[0];
  const shoulder = Number(/V([\d.]+)A/.exec(arc.path)?.[1]);
  const rise = Number(/A[\d.]+ ([\d.]+)/.exec(arc.path)?.[1]);
  const [{ x, top, bottom }] = projections;
  assert.ok(Math.abs((top + bottom) / 2 - (shoulder - rise)) < 0.1);
  assert.ok(Math.abs(x - (arc.from + arc.to) / 2) < 0.1);
});

test('layers stand in their order, within the width, apart from each other', () => {
  for (const even of [false, true]) {
    for (const width of WIDTHS) {
      for (const [, anatomy] of EVERY) {
        const { layers, stages, blocks, arcs } = layout(anatomy, { width, even });
        for (const row of [layers, stages, blocks]) {
          let end = 0;
          for (const { left, right, x, name } of row) {
            assert.ok(left >= end, `${name} at ${width}`);
            assert.ok(left < x && x < right);
            end = right;
          }
          assert.ok(end <= width);
        }
        for (const { from, to } of arcs) assert.ok(from >= 0 && to <= width);
      }
    }
  }
});

test('what holds a part lies around it, and an arc ends where the next begins', () => {
  for (const [, anatomy] of EVERY) {
    const made = layout(anatomy, { width: 390, pictures: 'stage', labels: ['stage'] });
    const place = new Map(
      [...made.stages, ...made.blocks, ...made.layers].map((each) => [each.name, each]),
    );
    for (const { name, left, right, top, bottom } of place.values()) {
      const [, outer] = /^(.*)\.\w+$/.exec(name) ?? [];
      const around = place.get(outer);
      if (!around) continue;
      const tolerance = 1e-9;
      assert.ok(around.left <= left + tolerance && right <= around.right + tolerance, name);
      assert.ok(around.top <= top && bottom <= around.bottom, name);
    }
    for (const [at, arc] of made.arcs.entries()) {
      const next = made.arcs[at + 1];
      if (next?.name.split('.')[0] !== arc.name.split('.')[0]) continue;
      assert.ok(Math.abs(next.from - arc.to) < 1e-9);
    }
    for (const { left, right, bottom, top } of made.pictures) {
      assert.ok(right - left < 64.001 && Math.abs(bottom - top - (right - left)) < 1e-9);
      assert.ok(bottom < made.layers[0].top);
    }
    assert.ok((made.labels.stage ?? Infinity) < made.height);
  }
});

test('a plain and a residual network stand exactly below each other', () => {
  const plain = layout(cifar(56, { residual: false }), { width: 700 });
  assert.deepEqual(plain.x, layout(cifar(56, { option: 'B' }), { width: 700 }).x);
});

test('even layers lie on a linear axis of layer numbers, between a plot’s margins', () => {
  const options = { width: 800, even: true, left: 60, right: 20 };
  const { layers } = layout(cifar(20), options);
  const pitch = layers[1].x - layers[0].x;
  for (const [at, { x }] of layers.entries()) {
    assert.ok(Math.abs(x - (layers[0].x + at * pitch)) < 1e-9);
  }
  assert.ok(layers[0].left >= 60 && (layers.at(-1)?.right ?? Infinity) <= 780);
  const middle = (layers[0].x + (layers.at(-1)?.x ?? 0)) / 2;
  assert.ok(Math.abs(middle - 420) < 1e-9);
});

test('arcs hang below where a plot stands above', () => {
  const above = layout(cifar(20), { width: 800 });
  const below = layout(cifar(20), { width: 800, below: true });
  assert.equal(below.height, above.height);
  assert.ok(below.wire < above.wire);
  assert.ok(Number(/V([\d.]+)A/.exec(below.arcs[0].path)?.[1]) > below.wire);
  assert.ok(Number(/V([\d.]+)A/.exec(above.arcs[0].path)?.[1]) < above.wire);
});

test('a label is the longest that has room', () => {
  const choices = ['Stage 1 · 16 × 32 × 32', 'Stage 1', '1'];
  assert.equal(fitting(choices, 300, 14), choices[0]);
  assert.equal(fitting(choices, 90, 14), 'Stage 1');
  assert.equal(fitting(choices, 10, 14), '1');
  assert.equal(fitting(choices, 5, 14), '');
  assert.equal(fitting(['阶段', '1'], 27, 14), '1'); // two letters as wide as high
});

test('stages share the width equally where a picture stands over each', () => {
  for (const [, anatomy] of EVERY) {
    for (const width of [340, 800]) {
      const { stages, layers, blocks } = layout(anatomy, { width, columns: 20 });
      const share = (width - 40) / stages.length;
      for (const [at, { left, right, x, name }] of stages.entries()) {
        assert.ok(Math.abs(x - (20 + (at + 0.5) * share)) < 0.01, name);
        assert.ok(left >= 20 + at * share - 0.01 && right <= 20 + (at + 1) * share + 0.01, name);
        const inside = blocks.filter((block) => block.name.startsWith(`${name}.`));
        assert.ok(
          inside.every((block) => block.left >= left && block.right <= right),
          name,
        );
      }
      assert.ok(layers[0].left >= 0 && layers[0].right <= 20);
      const head = layers.at(-1);
      assert.ok(head && head.left >= width - 20 && head.right <= width);
    }
  }
});
