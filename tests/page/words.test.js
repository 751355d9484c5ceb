import assert from 'node:assert/strict';
import test from 'node:test';
import { filled, said } from '../../assets/page/pairs.js';
import { emptyLog, offered, received } from '../../assets/page/race/log.js';
import { status } from '../../assets/page/race/status.js';
import {
  accuracySummary,
  facts,
  heading,
  heatSummary,
  lane,
  lossSummary,
  percent,
  profileSummary,
  setting,
  short,
} from '../../assets/page/race/words.js';
import { LANGUAGES, SENT, voiceOf, wholeLog } from './race.js';

const WORDS = {
  gradients: ['exploding', 'vanishing', 'starving', 'healthy'],
  learning: ['at chance', 'diverging', 'learned', 'fits its batches'],
};
const log = wholeLog();
const english = voiceOf('en');
const NAMES = Object.fromEntries(
  Object.keys(log.facts?.settings ?? {}).map((name) => [
    name,
    { label: { en: `${name} (as asked): whole`, zh: `${name}的值：整数` }, values: {} },
  ]),
);
NAMES.data.values = /** @type {any} */ ({ digits: { en: 'handwritten digits', zh: '手写数字' } });
NAMES.normalization.values = /** @type {any} */ ({ batch: { en: 'batch', zh: '批归一化' } });

test('a language that lacks a text speaks English', () => {
  assert.equal(said({ en: 'layer', zh: '层' }, 'zh'), '层');
  assert.equal(said({ en: 'layer', zh: '层' }, 'de'), 'layer');
  assert.equal(filled('{a} of {b}{c}', { a: 0, b: 'two' }), '0 of two');
});

test('numbers are as short as they may be', () => {
  const shown = [0, 0.0123, 0.5, 12.34, 999, 1000, 1.26e-7, NaN, Infinity].map(short);
  assert.equal(shown.join(), '0,0.012,0.5,12,1000,1.0e3,1.3e-7,NaN,Infinity');
  assert.equal(percent(0.125), '13 %');
  assert.equal(percent(null), '–');
});

test('a network that stopped keeps its last words and says when', () => {
  const plain = lane(log, 3, 'plain', WORDS, english);
  assert.deepEqual(plain?.gradients, { word: 'exploding', said: 'exploding' });
  assert.deepEqual(plain?.learning, { word: 'at chance', said: 'at chance' });
  assert.equal(plain?.first, 'gradients at first: vanishing');
  assert.equal(
    plain?.numbers,
    'test accuracy 25 %, loss – · ‖dL/dW‖ 1.2e-4 … 7.8e-3 · ' + // 2^-13 and 2^-7
      'stopped after step 3: a number was no longer finite',
  );
  const residual = lane(log, 3, 'residual', WORDS, english);
  assert.equal(residual?.first, '');
  assert.ok(!residual?.numbers.includes('stopped'));
});

test('summaries name both ends and what no log axis shows', () => {
  const summary = profileSummary(log, 1, 'weight_gradient', english);
  assert.ok(summary.startsWith('Step 2, plain: 0 in the first layer, 0.016 in the last.'), summary);
  assert.ok(summary.includes('2 × 0 or underflow. 1 × not finite. Step 2, residual:'), summary);
  assert.ok(summary.endsWith('1 × not finite.'), summary);
  assert.equal(lossSummary(log, 3, english), 'Loss of the batch: plain NaN, residual 0.57.');
  assert.ok(accuracySummary(log, 3, english).endsWith('plain 25 %, residual 25 %.'));
});

test('settings are said as the form says them', () => {
  assert.equal(setting('depth', 8, NAMES, 'en'), 'depth: 8');
  assert.equal(setting('clip', null, NAMES, 'en'), 'clip: –');
  assert.equal(setting('normalization', 'batch', NAMES, 'zh'), 'normalization的值: 批归一化');
  const title = heading(log, { en: 'a race', zh: '一场训练' }, NAMES, 'en');
  assert.equal(
    title,
    'a race · depth: 8 · normalization: batch · initialization: xavier · seed: 0 · ' +
      'handwritten digits',
  );
});

test('facts tell whether weights and batches were the same', () => {
  const detail = { step: 1, batches: { plain: 'b'.repeat(64), residual: 'b'.repeat(64) } };
  const same = facts(log, detail, NAMES, 'en', english);
  assert.ok(same.startsWith('same weights aaaaaaaaaaaa…, data dddddddddddd… (SHA-256)'));
  assert.ok(same.includes('the same batches bbbbbbbbbbbb… up to step 2'));
  const other = { step: 1, batches: { plain: 'b', residual: 'c' } };
  assert.ok(!facts(log, other, NAMES, 'en', english).includes('batches bb'));
  const [first] = SENT.answers;
  const sent = /** @type {import('../../assets/page/race/wire.js').Facts} */ (first.facts);
  const unfair = { ...sent, weights_sha256: { plain: 'aa', residual: 'bb' } };
  const changed = received(emptyLog(SENT.wire), { ...first, facts: unfair });
  assert.ok(facts(changed, null, NAMES, 'en', english).includes('not a fair race'));
});

test('the status says what a race is doing, how far and how fast', () => {
  const going = { phase: 'running', steps: 60, before: 0, until: null, remaining: null };
  const race = { ...going, downloaded: null, memory: 2 ** 31 };
  assert.equal(
    status(log, race, 'en', english),
    'learning · step 4 of 60 · 10 steps/s · CPU (2 threads) · 2.0 GB',
  );
  const waiting = { ...race, phase: 'waiting', before: 2, downloaded: 0.256, memory: null };
  assert.equal(
    status(emptyLog(SENT.wire), waiting, 'en', english),
    'waiting, 2 before it · data 26 %',
  );
  const short = { ...waiting, before: null, downloaded: null };
  const said = status(emptyLog(SENT.wire), short, 'en', english);
  assert.equal(said, 'waiting until others free memory');
  const inLine = { ...waiting, downloaded: null, until: 31.4, remaining: 200 };
  assert.equal(
    status(emptyLog(SENT.wire), inLine, 'en', english),
    'waiting, 2 before it · its turn in about 31 s · about 3 min to go',
  );
  assert.ok(!status(log, { ...race, remaining: 3 }, 'en', english).includes('to go'));
  const recorded = { ...race, phase: 'recorded' };
  assert.ok(!status(log, recorded, 'en', english).includes('steps/s'));
});

test('every language has every text that is said, and each gets its values', () => {
  for (const language of LANGUAGES) {
    const voice = voiceOf(language); // throws where something is missing
    for (const phase of [
      ...SENT.wire.live,
      'finished',
      'stopped',
      'failed',
      'unseen',
      'recorded',
    ]) {
      const times = { until: 2e4, remaining: 2e4 };
      const race = { phase, steps: 4, before: 1, downloaded: 0.5, memory: 1, ...times };
      assert.ok(status(log, race, language, voice).length > 10);
    }
    for (const kind of SENT.wire.networks) {
      for (let step = 0; step < log.n; step++) assert.ok(lane(log, step, kind, WORDS, voice));
    }
    for (const quantity of offered(log)) {
      assert.ok(profileSummary(log, 1, quantity, voice));
      assert.ok(heatSummary(log, quantity, voice));
    }
    assert.ok(facts(log, null, NAMES, language, voice));
  }
});
