import assert from 'node:assert/strict';
import test from 'node:test';
import { placeFor } from '../../assets/page/hands.js';

test('arrows go round, Home and End to the ends, other keys nowhere', () => {
  assert.deepEqual(
    ['ArrowRight', 'ArrowLeft', 'Home', 'End', 'x'].map((key) => placeFor(key, 4, 5)),
    [0, 3, 0, 4, null],
  );
  assert.equal(placeFor('ArrowLeft', 0, 5), 4);
});
