import assert from 'node:assert/strict';
import test from 'node:test';
import { PREDICTED, rank, search, shown } from '../../assets/page/explore/class_search.js';

const [EN, ZH] = [0, 1];
const entries = [
  ['the predicted class', '预测的类别'],
  ['tiger cat'],
  ['catamaran'],
  ['polecat', '艾鼬'],
  ['cat', '猫'],
].map((names, i) => ({ index: i ? i - 1 : PREDICTED, names }));

test('the whole name comes first, then a word, the beginning of one, any part', () => {
  assert.deepEqual(
    entries.map((entry) => rank(entry, 'cat', EN)),
    [-1, 1, 2, 3, 0],
  );
  assert.deepEqual(
    search(entries, ' Cat ', EN).map(({ index }) => index),
    [3, 0, 1, 2],
  );
  assert.equal(search(entries, '', EN), entries);
  assert.deepEqual(search(entries, 'zebra', EN), []);
});

test('every name and the index find a class in every language', () => {
  for (const language of [EN, ZH]) {
    for (const typed of ['猫', 'CAT', 'cat (3)', '3']) {
      assert.equal(search(entries, typed, language)[0].index, 3, typed);
    }
  }
});

test('an entry is shown with the name of the language of now first', () => {
  assert.equal(shown(entries[0], ZH), '预测的类别');
  assert.equal(shown(entries[4], EN), 'cat (3)');
  assert.equal(shown(entries[4], ZH), '猫 cat (3)');
  assert.equal(shown(entries[1], ZH), 'tiger cat (0)');
  assert.equal(shown(entries[4], 2), 'cat (3)'); // a third language that has no name for it
});
