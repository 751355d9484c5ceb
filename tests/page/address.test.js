import assert from 'node:assert/strict';
import { test } from 'node:test';

/** @type {string[]} */
const written = [];
const place = { origin: 'http://room:7860', pathname: '/resnet/', search: '', href: '' };
Object.assign(globalThis, {
  location: place,
  history: {
    state: null,
    /** @param {unknown} _state @param {string} _title @param {string} address */
    replaceState: (_state, _title, address) => written.push(address),
  },
});

/**
 * The module as on a page that is opened at an address.
 * @param {string} search
 * @returns {Promise<typeof import('../../assets/page/address.js')>}
 */
const opened = (search) => {
  Object.assign(place, { search, href: `${place.origin}${place.pathname}${search}` });
  return import(`../../assets/page/address.js?${encodeURIComponent(search)}`);
};

const rest = () => new Promise((done) => setTimeout(done, 450));

test('an address that nobody has changed stays what it was', async () => {
  const { address, asked } = await opened('?tab=race&preset=textbook&step=37&language=zh');
  assert.equal(asked('step'), '37');
  assert.equal(asked('step', 'race'), '37');
  assert.equal(asked('step', 'lesson'), null);
  assert.equal(asked('seed'), null);
  assert.equal(address(), 'http://room:7860/resnet/?tab=race&preset=textbook&step=37&language=zh');
});

test('the open tab says what it holds, and the page what holds everywhere', async () => {
  const { PAGE, address, keep, show } = await opened('?__theme=light');
  show('explore');
  keep(PAGE, { language: 'en' });
  keep('explore', { network: 'cifar-resnet56', class: null });
  keep('race', { step: '3' });
  const page = '__theme=light&language=en';
  assert.equal(address(), `http://room:7860/resnet/?tab=explore&network=cifar-resnet56&${page}`);
  show('race');
  assert.equal(address(), `http://room:7860/resnet/?tab=race&step=3&${page}`);
  keep('race', { step: null });
  assert.equal(address(), `http://room:7860/resnet/?tab=race&${page}`);
});

test('many changes are one writing', async () => {
  const { address, keep } = await opened('?tab=race');
  await rest(); // whatever the tests before have still to write
  written.length = 0;
  for (let step = 1; step < 100; step++) keep('race', { step: String(step) });
  keep('explore', { network: 'resnet50' });
  await rest();
  assert.deepEqual(written, [address()]);
  assert.match(address(), /step=99$/);
});

test('what is written is read as it was, whatever signs it holds', async () => {
  const { address, keep } = await opened('?tab=explore');
  const value = `a b&c=d"<é>%2C+,:@`;
  keep('explore', { class: value });
  assert.equal(new URL(address()).searchParams.get('class'), value);
});

test('a doubt is heard by whoever comes later', async () => {
  const { doubt, onDoubt } = await opened('?tab=race&step=x');
  doubt('step', 'x', '1–60');
  /** @type {object[]} */
  const heard = [];
  onDoubt((one) => heard.push(one));
  doubt('seed', '-1', '0, 1, 2');
  assert.deepEqual(heard, [
    { name: 'step', value: 'x', allowed: '1–60' },
    { name: 'seed', value: '-1', allowed: '0, 1, 2' },
  ]);
});
