import assert from 'node:assert/strict';
import { test } from 'node:test';

import { forOthers } from '../../assets/page/links/reach.js';

test('a name that only this machine knows becomes its address in the network', () => {
  const here = 'http://localhost:7860/?tab=race&step=3';
  const there = 'http://192.168.1.7:7860/?tab=race&step=3';
  assert.deepEqual(forOthers(here, '192.168.1.7'), { link: there, only: true });
  assert.deepEqual(forOthers(here, ''), { link: here, only: true });
  for (const name of ['127.0.0.1', '127.1.2.3', '[::1]']) {
    assert.equal(forOthers(`http://${name}:7860/`, '192.168.1.7').link, 'http://192.168.1.7:7860/');
  }
});

test('a name that others know stays', () => {
  const link = 'https://school.example/resnet/?tab=race';
  assert.deepEqual(forOthers(link, '192.168.1.7'), { link, only: false });
  assert.equal(forOthers('http://127.example/', '192.168.1.7').only, false);
});
