import assert from 'node:assert/strict';
import test from 'node:test';
import { spread } from '../../assets/page/lesson/chart.js';
import { guesses } from '../../assets/page/lesson/memory.js';
import { after, before, placeOf, stepsOf } from '../../assets/page/lesson/moments.js';
import { factor, noise, places, share } from '../../assets/page/lesson/numbers.js';
import { once } from '../../assets/page/lesson/step.js';
import { towards } from '../../assets/page/lesson/steps/normalise.js';

const MINUTES = /** @type {Record<string, [number, number]>} */ ({
  one: [1, 5],
  two: [0, 7],
  three: [3, 8],
});
const PLAN = { steps: ['one', 'two', 'three'], moments: { one: 1, two: 1, three: 2 } };
const nothing = () => 0;

test('the short lesson leaves out what has no minutes', () => {
  assert.deepEqual(stepsOf(MINUTES, '10'), ['one', 'three']);
  assert.deepEqual(stepsOf(MINUTES, '45'), ['one', 'two', 'three']);
  assert.deepEqual(stepsOf(MINUTES, 'alone'), ['one', 'two', 'three']);
});

test('a remote shows all moments of a step, then goes on, and stops at the end', () => {
  /** @type {import('../../assets/page/lesson/moments.js').Place | null} */
  let place = { step: 'one', shown: 0 };
  const seen = [];
  while (place) {
    seen.push(`${place.step} ${place.shown}`);
    place = after(PLAN, place, nothing);
  }
  assert.deepEqual(seen, ['one 0', 'one 1', 'two 0', 'two 1', 'three 0', 'three 1', 'three 2']);
});

test('back leads to the step before as it was left', () => {
  const place = { step: 'two', shown: 0 };
  assert.deepEqual(
    before(PLAN, place, () => 1),
    { step: 'one', shown: 1 },
  );
  assert.equal(before(PLAN, { step: 'one', shown: 1 }, nothing), null);
  const short = { ...PLAN, steps: ['one', 'three'] };
  assert.equal(after(short, { step: 'two', shown: 1 }, nothing)?.step, 'three'); // left out
});

test('an address leads to a step that there is, and what is not there is said', () => {
  for (const [number, shown, step, times, doubts] of /** @type {const} */ ([
    ['3', '1', 'three', 1, {}],
    ['3', '9', 'three', 2, { shown: '0–2' }],
    ['99', null, 'one', 0, { step: '1–3' }],
    ['x', '-4', 'one', 0, { step: '1–3', shown: '0–1' }],
    [null, null, 'one', 0, {}],
  ])) {
    assert.deepEqual(placeOf(PLAN.moments, number, shown), { step, shown: times, doubts });
  }
});

test('accuracies that noise may have put apart share their places', () => {
  // by hand: 2 √((0.9·0.1 + 0.86·0.14) / 300) = 0.053
  assert.ok(Math.abs(noise(0.9, 0.86, 300) - 0.053) < 5e-4);
  assert.deepEqual(places([0.9, 0.89, 0.86, 0.5], 300), [
    [1, 3],
    [1, 3],
    [1, 3],
    [4, 4],
  ]);
  assert.deepEqual(places([0.9, 0.89, 0.86, 0.5], 30_000), [
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
  ]);
});

test('numbers are written as on a blackboard', () => {
  assert.deepEqual([2.685e-13, 1.58, 287.6, 0.0124, 0.00124, 0, 2.5e7].map(factor), [
    '2.7 × 10⁻¹³',
    '1.6',
    '290',
    '0.012',
    '1.2 × 10⁻³',
    '0',
    '2.5 × 10⁷',
  ]);
  assert.equal(share(0.15378, 1), '15.4 %');
});

test('names at the ends of lines do not cover each other, and stay in their order', () => {
  const placed = spread([{ y: 50 }, { y: 52 }, { y: 190 }], 200).map(({ y }) => y);
  assert.deepEqual(placed, [50, 68, 190]);
  const low = spread([{ y: 195 }, { y: 199 }], 200).map(({ y }) => y);
  assert.deepEqual(low, [182, 200]);
});

test('what the first third of the layers gets is compared by medians', () => {
  assert.equal(towards([8, 4, 6, 1, 1, 1, 2, 3, 90]), 2);
});

test('what failed is asked for again, what was found is not', async () => {
  let asked = 0;
  const work = once(async () => {
    if (++asked === 1) throw new Error('once');
    return asked;
  });
  await assert.rejects(work());
  assert.equal(await work(), 2);
  assert.equal(await work(), 2);
});

test('guesses are kept in the window alone, by step', () => {
  const kept = new Map();
  Object.assign(globalThis, {
    sessionStorage: {
      getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
    },
  });
  const mine = guesses();
  mine.add('see', { choice: 1 });
  mine.add('deeper', { sliders: { 20: 5, 56: 9 } });
  mine.add('see', { choice: 2 });
  assert.deepEqual(guesses().of('see'), { choice: 2 });
  mine.forget('see');
  assert.deepEqual(guesses().of('see'), {});
  assert.deepEqual(guesses().of('deeper'), { sliders: { 20: 5, 56: 9 } });
});
