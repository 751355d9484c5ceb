import assert from 'node:assert/strict';
import test from 'node:test';
import { translated } from '../../assets/page/figures/translated.js';

test('every text that has a translation is in its place, and numbers stay', () => {
  const figure = {
    data: [{ name: 'plain', y: { bdata: 'plain', dtype: 'f8' }, x: [1, null, 'step'] }],
    layout: { title: { text: 'unheard' }, show: true },
  };
  const chinese = translated(figure, { plain: '普通', step: '步' });
  assert.deepEqual(chinese, {
    data: [{ name: '普通', y: { bdata: 'plain', dtype: 'f8' }, x: [1, null, '步'] }],
    layout: { title: { text: 'unheard' }, show: true },
  });
  assert.equal(figure.data[0].name, 'plain'); // the original is left alone
  assert.notEqual(translated(figure, {}), figure); // plotly writes into what it is given
});
