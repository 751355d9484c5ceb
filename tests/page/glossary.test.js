import assert from 'node:assert/strict';
import test from 'node:test';
import { pieces } from '../../assets/page/formula_pieces.js';
import { matching } from '../../assets/page/glossary_search.js';

/** @param {string} key @param {[string, string]} en @param {[string, string]} zh */
const entry = (key, en, zh) => {
  /** @param {[string, string]} said */
  const words = ([term, definition]) => ({ term, definition, source: '' });
  return { key, latex: '', plain: '', words: { en: words(en), zh: words(zh) } };
};
const ENTRIES = [
  entry('relu', ['ReLU', 'Its gradient is 1 or 0.'], ['ReLU', '梯度为 1 或 0。']),
  entry('stage', ['stage', 'A row of blocks.'], ['阶段', '一串块。']),
  entry('gradient', ['gradient', 'How the loss changes.'], ['梯度', '损失如何变化。']),
  entry('block', ['block', 'A few layers.'], ['块', '几层。']),
];

/** @param {string} typed @param {string} language */
const keys = (typed, language) => matching(ENTRIES, typed, language).map(({ key }) => key);

test('nothing typed finds all, in the order of the alphabet', () => {
  assert.deepEqual(keys(' ', 'en'), ['block', 'gradient', 'relu', 'stage']);
});

test('whose name holds what is typed comes before whose definition does', () => {
  assert.deepEqual(keys('GRAD', 'en'), ['gradient', 'relu']);
  assert.deepEqual(keys('梯度', 'zh'), ['gradient', 'relu']);
  assert.deepEqual(keys('gradient 1', 'en'), ['relu']);
});

test('a name is found in either language', () => {
  assert.deepEqual(keys('阶段', 'en'), ['stage']);
  assert.deepEqual(keys('stage', 'zh'), ['stage']);
  assert.deepEqual(keys('nowhere', 'en'), []);
});

test('letters of a simple formula are italic, and what is lowered stays with its letter', () => {
  assert.deepEqual(pieces('x_0 + 2'), [
    { text: 'x', italic: true, lowered: '0' },
    { text: ' + 2', italic: false, lowered: '' },
  ]);
  assert.equal(
    pieces('y = 0.58·F(x) + x')
      .map(({ text }) => text)
      .join(''),
    'y = 0.58·F(x) + x',
  );
});
