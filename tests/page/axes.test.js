import assert from 'node:assert/strict';
import test from 'node:test';
import {
  decades,
  linearRange,
  logAxis,
  stepAxis,
  upperStep,
  valueAxis,
} from '../../assets/page/race/axes.js';

test('decades are whole powers of ten with some air around all that was seen', () => {
  assert.deepEqual(decades([2e-5, 3]), [-5, 1]);
  assert.deepEqual(decades([1e-5, 1]), [-6, 1]); // on the line is not within
  assert.deepEqual(decades([9e-5, 9]), [-5, 2]);
  assert.deepEqual(decades(), [-1, 1]);
  assert.deepEqual(decades([Infinity, -Infinity]), [-1, 1]); // nothing was seen
});

test('a log axis names at most eight powers of ten', () => {
  for (let decade = 1; decade < 80; decade++) {
    const { range, dtick } = logAxis([-decade, 0]);
    assert.deepEqual(range, [-decade, 0]);
    assert.ok(decade / dtick <= 7);
    assert.ok(dtick === 1 || decade / (dtick - 1) > 7); // no fewer than need be
  }
});

test('while a race goes on its axis grows in jumps, at the end it fits', () => {
  const upper = (/** @type {number} */ n) => upperStep({ n, steps: 300, live: true });
  assert.deepEqual(
    [1, 20, 21, 33, 64, 65, 200, 300].map(upper),
    [20, 32, 32, 64, 64, 128, 256, 300],
  );
  assert.equal(upperStep({ n: 17, steps: 300, live: false }), 17);
  assert.equal(upperStep({ n: 3, steps: 8, live: true }), 8);
});

test('a single step has an axis, and few steps are each named', () => {
  const one = stepAxis({ n: 1, steps: 1, live: false }, 'step');
  assert.deepEqual(one.range, [0.5, 2.5]);
  assert.equal(one.dtick, 1);
  assert.equal(stepAxis({ n: 8, steps: 8, live: false }, 'step').dtick, undefined);
});

test('a quantity that is no norm has a linear axis with air at either end', () => {
  assert.deepEqual(linearRange([0, 10]), [-0.5, 10.5]);
  assert.deepEqual(linearRange([2, 2]), [1.5, 2.5]);
  assert.deepEqual(linearRange(), [-0.05, 1.05]);
  assert.deepEqual(linearRange([Infinity, -Infinity]), [0, 1]); // nothing finite was seen
  assert.deepEqual(valueAxis([0, 10], false), { range: [-0.5, 10.5] });
  assert.equal(/** @type {any} */ (valueAxis([1, 10], true)).type, 'log');
});
