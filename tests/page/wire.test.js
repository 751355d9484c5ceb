import assert from 'node:assert/strict';
import test from 'node:test';
import { decoded, row } from '../../assets/page/race/wire.js';
import { emptyLog } from '../../assets/page/race/log.js';
import { SENT } from './race.js';

const ROUNDED = 2 ** -16; // of a value: half of the last bit that travels

test('three bytes are the upper ones of a little-endian float32', () => {
  // 1 is 3f800000, -2.5 is c0200000, infinity is 7f800000: lowest byte first, without the lowest
  const bytes = [0x00, 0x80, 0x3f, 0x00, 0x20, 0xc0, 0x00, 0x80, 0x7f];
  const text = Buffer.from(bytes).toString('base64');
  assert.deepEqual([...decoded(text)], [1, -2.5, Infinity]);
  assert.equal(decoded('').length, 0);
});

test('what Python packed arrives in its order, rounded to the nearest', () => {
  const arrived = SENT.answers.flatMap(({ numbers }) => [...decoded(numbers)]);
  const measured = SENT.numbers.flatMap((step, at) =>
    emptyLog(SENT.wire).sent.flatMap((quantity) =>
      SENT.wire.networks.flatMap((kind) => {
        const out = kind === 'plain' && at === 3;
        return step[quantity][kind].map((value) => (out ? NaN : Number(value)));
      }),
    ),
  );
  assert.equal(arrived.length, measured.length);
  measured.forEach((value, i) => {
    if (!Number.isFinite(value) || value === 0) assert.equal(arrived[i], value);
    else if (value < 1e-38) assert.ok(arrived[i] >= 0 && arrived[i] < 1e-38);
    else assert.ok(Math.abs(arrived[i] / value - 1) <= ROUNDED, `${arrived[i]} for ${value}`);
  });
  assert.ok(arrived.includes(1 + 2 ** -15)); // of 1 + 0.75 * 2^-15
});

test('a row names what it says; a network that is out of the race has no entry', () => {
  const { wire, answers } = SENT;
  const [third, fourth] = answers[1].rows.map((sent) => row(sent, wire));
  assert.equal(third.step, 3);
  assert.equal(third.seconds, 0.3);
  assert.equal(third.of.plain?.loss, null);
  assert.equal(third.of.plain?.diverged, 1);
  assert.equal(third.of.residual?.train_accuracy, 0.5);
  assert.equal(fourth.of.plain, null);
  assert.equal(fourth.of.residual?.test_accuracy, 0.25);
});
