import assert from 'node:assert/strict';
import test from 'node:test';
import { labels } from '../../assets/page/explore/cosine.js';

test('a cosine is written as long as there is room, its sign at least', () => {
  assert.deepEqual(labels(-0.253), ['−0.25', '−.25', '−.3', '−']);
  assert.deepEqual(labels(1), ['+1.00', '+1.00', '+1.0', '+']);
  assert.deepEqual(labels(-0.004), ['0']); // neither adds nor cancels
});
