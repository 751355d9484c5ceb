import assert from 'node:assert/strict';
import test from 'node:test';
import {
  emptyLog,
  entry,
  extremes,
  lastIn,
  lastTested,
  offered,
  rate,
  received,
  shownAs,
  SMALLEST,
  values,
} from '../../assets/page/race/log.js';
import { SENT, wholeLog } from './race.js';

const [FIRST, SECOND] = SENT.answers;

test('a log grows by what goes on where it ends, and by nothing else', () => {
  const none = emptyLog(SENT.wire);
  const two = received(none, FIRST);
  const four = received(two, SECOND);
  assert.deepEqual([none.n, two.n, four.n], [0, 2, 4]);
  assert.equal(received(two, { ...FIRST, facts: undefined }), two); // came twice
  assert.equal(received(none, { ...SECOND, facts: undefined }), none); // too early
  assert.equal(two.rows[1].step, 2); // the shorter one is as it was
  assert.deepEqual([...values(two, 1, 'weight', 'plain')].map(Math.log2), sevenFrom(-15));
  assert.deepEqual([...values(four, 1, 'weight', 'plain')].map(Math.log2), sevenFrom(-15));
});

/** @param {number} first */
const sevenFrom = (first) => Array.from({ length: 7 }, (_, i) => first + i);

test('steps beyond a log that was given up do not come back', () => {
  const two = received(emptyLog(SENT.wire), FIRST);
  received(two, SECOND);
  const again = received(two, { ...SECOND, rows: SECOND.rows.slice(0, 1), numbers: half() });
  assert.equal(again.n, 3);
  assert.equal(again.rows.length, 3);
});

/** The numbers of the first of two steps. */
function half() {
  const bytes = Buffer.from(SECOND.numbers, 'base64');
  return bytes.subarray(0, bytes.length / 2).toString('base64');
}

test('the relative gradient is the gradient by the weight', () => {
  const log = wholeLog();
  const [norm, weight] = ['weight_gradient', 'weight'].map((name) =>
    values(log, 0, name, 'residual'),
  );
  const relative = values(log, 0, 'relative_gradient', 'residual');
  assert.equal(relative.length, 9);
  relative.forEach((value, i) => assert.equal(value, Math.fround(norm[i] / weight[i])));
  assert.equal(relative[0], 8); // 2^-11 by 2^-14
});

test('what a log axis cannot show is told apart', () => {
  assert.equal(shownAs(SMALLEST), 'shown');
  assert.equal(shownAs(0), 'under');
  assert.equal(shownAs(1e-44), 'under');
  assert.equal(shownAs(Infinity), 'over');
  assert.equal(shownAs(NaN), 'over');
  assert.deepEqual(
    [0, -3, NaN].map((value) => shownAs(value, false)),
    ['shown', 'shown', 'over'],
  );
});

test('extremes are of what is shown; the last layer is the last of the main path', () => {
  const log = wholeLog();
  const plain = extremes(log, 1, 'weight_gradient', 'plain');
  assert.deepEqual([plain.under, plain.over, plain.first], [2, 1, 0]);
  assert.deepEqual([plain.low, plain.high], [2 ** -9, 2 ** -6]); // layers 3 to 6 of 2^(i - 12)
  const residual = extremes(log, 1, 'weight_gradient', 'residual');
  assert.equal(residual.over, 1); // the last projection
  assert.ok(Math.abs(Math.log2(residual.last) + 10.5) < 1e-4); // layer 6, not 8
});

test('spans only grow, and hold nothing that a log axis cannot show', () => {
  const two = received(emptyLog(SENT.wire), FIRST);
  const four = received(two, SECOND);
  for (const quantity of offered(four)) {
    assert.ok(four.spans[quantity][0] <= two.spans[quantity][0]);
    assert.ok(four.spans[quantity][1] >= two.spans[quantity][1]);
    assert.ok(four.spans[quantity].every((value) => shownAs(value) === 'shown'));
  }
  assert.deepEqual(two.spans.weight, [2 ** -15, 2 ** -8]); // step 2 layer 0, step 1 layer 6
});

test('the last step of a network, and its accuracy when last measured', () => {
  const log = wholeLog();
  assert.equal(lastIn(log, 3, 'plain'), 2);
  assert.equal(lastIn(log, 3, 'residual'), 3);
  assert.equal(entry(log, 3, 'plain'), null);
  assert.equal(lastTested(log, 0, 'plain'), null); // measured at every second step
  assert.equal(lastTested(log, 2, 'plain'), 0.25);
});

test('the rate is of computing time', () => {
  assert.equal(rate(emptyLog(SENT.wire)), null);
  assert.ok(Math.abs(Number(rate(wholeLog())) - 10) < 1e-9); // a tenth of a second each
});

test('what an older record lacks is not offered', () => {
  const facts = /** @type {import('../../assets/page/race/wire.js').Facts} */ (FIRST.facts);
  const names = offered(wholeLog());
  const older = received(emptyLog(SENT.wire), {
    ...FIRST,
    facts: { ...facts, missing: ['weight'] },
  });
  assert.equal(names.length, 6);
  assert.deepEqual(
    offered(older),
    names.filter((name) => name !== 'weight'),
  );
});
