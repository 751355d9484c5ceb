/** What waits until a part of the page is looked at. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { firstSeen } from '../../assets/page/first_seen.js';

/** @type {((inView: boolean) => void)[]} */
const told = [];

class Observer {
  over = false;

  /** @param {(entries: { isIntersecting: boolean }[]) => void} call */
  constructor(call) {
    told.push((inView) => {
      if (!this.over) call([{ isIntersecting: inView }]);
    });
  }

  observe() {}

  disconnect() {
    this.over = true;
  }
}

Object.assign(globalThis, { IntersectionObserver: Observer });

/**
 * How often something that waits was called, for each word from the browser.
 * @param {boolean[]} inView
 * @param {boolean} [inPassing]
 */
function calls(inView, inPassing) {
  let called = 0;
  firstSeen(/** @type {HTMLElement} */ ({}), () => (called += 1), inPassing);
  const tell = /** @type {(inView: boolean) => void} */ (told.pop());
  return inView.map((each) => {
    tell(each);
    return called;
  });
}

test('it is called once, when the part is first in view', () => {
  assert.deepEqual(calls([false, true, false, true]), [0, 1, 1, 1]);
  assert.deepEqual(calls([true, true]), [1, 1]);
});

test('a view in passing at the beginning does not count, and a later one does', () => {
  assert.deepEqual(calls([true, false, true], true), [0, 0, 1]);
  assert.deepEqual(calls([false, true], true), [0, 1]);
});
