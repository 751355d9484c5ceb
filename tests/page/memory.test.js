import assert from 'node:assert/strict';
import { test } from 'node:test';

import { keep, look, lookedAt, tokenOf } from '../../assets/page/race/memory.js';

/** As in a frame of another site, for which the browser keeps nothing. */
const denied = () => {
  throw new Error('Access is denied for this document.');
};
Object.defineProperty(globalThis, 'window', {
  value: Object.defineProperties(
    {},
    { localStorage: { get: denied }, sessionStorage: { get: denied } },
  ),
});

test('where nothing is kept, a race is one’s own until the page goes', () => {
  assert.equal(tokenOf('a'), null);
  assert.equal(lookedAt(), null);
  keep('a', 'secret');
  keep('b', 'other');
  look('b');
  assert.equal(tokenOf('a'), 'secret');
  assert.equal(tokenOf('b'), 'other');
  assert.equal(lookedAt(), 'b');
});
