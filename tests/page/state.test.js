import assert from 'node:assert/strict';
import test from 'node:test';
import {
  attached,
  hold,
  isLive,
  opened,
  quantityOf,
  replayed,
  shownStep,
  told,
} from '../../assets/page/race/state.js';
import { SENT } from './race.js';

const begun = () => opened(SENT.wire, { 'profile-a': 'weight' }, 'en');

test('there is one writer, and what it wrote is never changed in place', () => {
  const store = hold(begun());
  /** @type {(string | null)[][]} */
  const seen = [];
  store.follow((state, before) => seen.push([before.phase, state.phase]));
  const first = store.now();
  store.update({ phase: 'running' });
  store.update({ phase: 'paused' });
  assert.deepEqual(seen, [
    [null, 'running'],
    ['running', 'paused'],
  ]);
  assert.equal(first.phase, null);
  assert.throws(() => {
    /** @type {any} */ (store.now()).phase = 'finished';
  }, TypeError);
});

test('an answer brings steps and what the race is doing', () => {
  const store = hold(begun());
  store.update(attached(store.now(), 'a-key', null));
  for (const answer of SENT.answers) store.update(told(store.now(), answer));
  const state = store.now();
  assert.equal(state.log.n, 4);
  assert.equal(state.phase, 'finished');
  assert.equal(state.title?.en, 'a race');
  assert.equal(isLive(state), false);
  assert.equal(isLive({ ...state, phase: 'paused' }), true);
  assert.equal(isLive(begun()), false);
});

test('the slider counts from 1, its end is the newest step, whatever comes', () => {
  let state = { ...begun(), log: { ...begun().log, n: 10 } };
  assert.equal(shownStep(state), 9);
  assert.equal(replayed(state, 3), 2);
  assert.equal(replayed(state, 10), null);
  state = { ...state, replay: replayed(state, 3) };
  assert.equal(shownStep(state), 2);
  state = { ...state, log: { ...state.log, n: 20 } };
  assert.equal(shownStep(state), 2); // it stays where the person looks
  state = { ...state, replay: null };
  assert.equal(shownStep(state), 19);
  assert.equal(shownStep(begun()), -1);
});

test('another race begins anew, but what a person chose to see stays', () => {
  const before = { ...begun(), replay: 3, trouble: 'broken', zoomed: { loss: {} }, away: true };
  const after = { ...before, ...attached(before, 'other', 'token') };
  assert.deepEqual(
    [after.key, after.token, after.replay, after.trouble, after.zoomed, after.away],
    ['other', 'token', null, '', {}, false],
  );
  assert.deepEqual(after.quantities, { 'profile-a': 'weight' });
  assert.equal(attached(before, null, null).away, true);
});

test('a figure shows what was chosen, what the first one does, or what there is', () => {
  const [first] = SENT.answers;
  const facts = /** @type {import('../../assets/page/race/wire.js').Facts} */ (first.facts);
  const state = begun();
  assert.equal(quantityOf(state, 'profile-a'), 'weight');
  assert.equal(quantityOf(state, 'heat'), 'weight');
  const older = {
    ...state,
    ...told(state, { ...first, facts: { ...facts, missing: ['weight'] } }),
  };
  assert.equal(quantityOf(older, 'profile-a'), 'activation_gradient');
});

test('of steps that come together one is shown at once, the others follow', () => {
  const store = hold(begun());
  store.update(attached(store.now(), 'a-key', null));
  const [first, second] = SENT.answers.map((answer) => ({ ...answer, phase: 'running' }));
  store.update(told(store.now(), first));
  assert.equal(shownStep(store.now()), 1); // whoever comes sees the newest
  store.update(told(store.now(), second));
  assert.deepEqual([store.now().log.n, store.now().behind], [4, 1]);
  assert.equal(shownStep(store.now()), 2);
  store.update(told(store.now(), { ...second, phase: 'finished', from: 4, rows: [] }));
  assert.equal(store.now().behind, 1); // the last ones are shown in turn, too
});
