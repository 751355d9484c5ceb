import assert from 'node:assert/strict';
import test from 'node:test';
import { tooLarge } from '../../assets/page/file_sizes.js';

const limits = {
  pictures: ['.jpg'],
  photograph: { bytes: 50e6, text: { en: 'at most {value} MB', zh: '至多 {value} MB' } },
  other: { bytes: 600e6, text: { en: 'file: {value} MB', zh: '文件：{value} MB' } },
};

test('the first file that is too large for its kind is named, in the language of now', () => {
  const large = [
    { name: 'a.pth', size: 60e6 },
    { name: 'b.JPG', size: 50e6 + 1 },
  ];
  assert.equal(tooLarge(large, limits, 'en'), 'b.JPG: at most 50 MB');
  assert.equal(tooLarge(large, limits, 'zh'), 'b.JPG: 至多 50 MB');
  assert.equal(tooLarge([{ name: 'jpg', size: 600e6 + 1 }], limits, 'en'), 'jpg: file: 600 MB');
});

test('what fits passes', () => {
  const small = [
    { name: 'b.jpg', size: 50e6 },
    { name: 'c', size: 600e6 },
  ];
  assert.equal(tooLarge(small, limits, 'en'), '');
});
