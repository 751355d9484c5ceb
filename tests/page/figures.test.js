import assert from 'node:assert/strict';
import test from 'node:test';
import { accuracyFigure, lossFigure, points } from '../../assets/page/race/curves.js';
import { heatFigure } from '../../assets/page/race/heat.js';
import { emptyLog, received } from '../../assets/page/race/log.js';
import { figureOf } from '../../assets/page/race/painter.js';
import { profileFigure } from '../../assets/page/race/profile.js';
import { opened } from '../../assets/page/race/state.js';
import { LANGUAGES, sceneOf, SENT, voiceOf, wholeLog } from './race.js';

test('a profile draws what a log axis shows and marks the rest at its feet and top', () => {
  const { data, layout } = profileFigure(sceneOf({ step: 1 }), 'weight_gradient');
  const [line, under, over] = data;
  assert.deepEqual(line.y.slice(0, 3), [null, null, null]);
  assert.deepEqual(line.y.slice(3), [2 ** -9, 2 ** -8, 2 ** -7, 2 ** -6]);
  assert.deepEqual(under.x, [1, 2]);
  assert.deepEqual(over.x, [3]);
  assert.deepEqual(under.text, ['conv1', 'stage1.block1.conv1']);
  assert.equal(under.yaxis, 'y2');
  assert.equal(layout.yaxis.type, 'log');
  assert.deepEqual(
    data.map(({ name }) => name),
    ['plain', 'plain', 'plain', 'residual', 'residual', 'residual'],
  );
});

test('projections stand behind a gap: they follow no layer', () => {
  const { data } = profileFigure(sceneOf({ step: 0 }), 'weight');
  const residual = data[3];
  assert.deepEqual(residual.x, [1, 2, 3, 4, 5, 6, 7, null, 8, 9]);
  assert.equal(residual.y[7], null);
  assert.equal(residual.text[8], 'stage2.block1.projection');
  assert.equal(data[0].x.length, 7); // the plain network has none
});

test('stages are named where they begin', () => {
  const { layout } = profileFigure(sceneOf(), 'weight');
  const said = layout.annotations.map((/** @type {any} */ note) => [note.text, note.x]);
  assert.deepEqual(said, [
    ['stage 1', 1.6],
    ['stage 2', 3.6],
    ['stage 3', 5.6],
  ]);
});

test('a network that is out of the race is not drawn by layer', () => {
  const { data } = profileFigure(sceneOf(), 'weight');
  assert.deepEqual([...new Set(data.map(({ legendgroup }) => legendgroup))], ['residual']);
});

test('heat maps share one scale, with a band for each kind of value that it cannot show', () => {
  const { data } = heatFigure(sceneOf(), 'weight_gradient');
  const [plain, residual] = data;
  assert.equal(plain.z.length, 7);
  assert.equal(residual.z.length, 9);
  assert.deepEqual([plain.zmin, plain.zmax], [residual.zmin, residual.zmax]);
  assert.equal(plain.z[3][1], Math.log10(2 ** -9));
  const [ticks] = [plain.colorbar.tickvals];
  assert.equal(plain.z[0][1], ticks[0]); // 0 is in the band below
  assert.equal(plain.z[1][1], ticks[0]);
  assert.equal(plain.z[2][1], ticks.at(-1)); // infinity in the one above
  assert.deepEqual(
    plain.z.map((/** @type {any} */ line) => line[3]),
    Array(7).fill(null), // out of the race
  );
  assert.ok(plain.zmin < ticks[0] && ticks[0] < ticks[1]);
  assert.deepEqual(plain.x, [1, 2, 3, 4]);
});

test('a quantity that is no norm is drawn on a linear axis, 0 and below as they are', () => {
  const gauges = SENT.wire.gauges.map((gauge) => ({ ...gauge, log: gauge.name !== 'weight' }));
  const log = SENT.answers.reduce(received, emptyLog({ ...SENT.wire, gauges }));
  const scene = sceneOf({ log, step: 2 });
  const { data, layout } = profileFigure(scene, 'weight');
  assert.equal(data[0].y[3], 0);
  assert.deepEqual(data[1].x, []);
  assert.equal(layout.yaxis.type, undefined);
  assert.ok(layout.yaxis.range[0] < 0);
  const [plain] = heatFigure(scene, 'weight').data;
  assert.equal(plain.z[3][2], 0);
  assert.equal(plain.z[6][0], 2 ** -8);
  assert.equal(plain.colorbar.ticktext.length, 6); // no band for what is too small
  assert.equal(plain.colorbar.ticktext.at(-1), 'not finite');
});

test('a scale of colours never falls', () => {
  const [{ colorscale }] = heatFigure(sceneOf(), 'weight_gradient').data;
  const places = colorscale.map((/** @type {any} */ [place]) => place);
  assert.equal(places[0], 0);
  assert.equal(places.at(-1), 1);
  assert.deepEqual(
    places,
    [...places].sort((one, other) => one - other),
  );
});

test('a long race is thinned to what is seen, its last step stays', () => {
  const log = long(2500);
  assert.ok(heatFigure(sceneOf({ log }), 'weight').data[0].x.length <= 400);
  const { x } = points(log, 'plain', 'loss');
  assert.ok(x.length <= 1001);
  assert.equal(x.at(-1), 2500);
  const tested = points(log, 'plain', 'test_accuracy');
  assert.equal(tested.x.length, 1250); // each of those that were measured
});

/** @param {number} count Of steps, twice two of which are alike. */
function long(count) {
  const [first] = SENT.answers;
  let log = emptyLog(SENT.wire);
  while (log.n < count) {
    const from = log.n;
    const rows = first.rows.map((row, i) => /** @type {typeof row} */ (row.with(0, from + i + 1)));
    log = received(log, { ...first, from, rows });
  }
  return log;
}

test('a loss that is not finite is a gap and is said', () => {
  const { data, layout } = lossFigure(sceneOf());
  assert.deepEqual(data[0].x, [1, 2, 3]);
  assert.deepEqual(data[0].y, [2.3, 1.15, null]);
  const said = layout.annotations.map((/** @type {any} */ note) => note.text);
  assert.deepEqual(said, ['a guess', 'plain: not finite, stopped']);
  assert.ok(Math.abs(layout.shapes[0].y0 - Math.log(10)) < 1e-9);
  assert.equal(layout.yaxis.type, undefined);
});

test('a loss far above that of a guess gets a log axis, its line of a guess too', () => {
  const [first] = SENT.answers;
  const facts = { .../** @type {any} */ (first.facts), guess: { entropy: 0.1, majority_share: 1 } };
  const log = received(emptyLog(SENT.wire), { ...first, facts });
  const { layout } = lossFigure(sceneOf({ log }));
  assert.equal(layout.yaxis.type, 'log');
  assert.ok(Math.abs(layout.annotations[0].y + 1) < 1e-12); // the logarithm of 0.1
});

test('accuracies: of the test images where measured, of the batches, by running statistics', () => {
  const { data, layout } = accuracyFigure(sceneOf());
  assert.deepEqual(
    data.map(({ name }) => name),
    [
      'plain, test',
      'plain, batch',
      'plain, test, running statistics',
      'residual, test',
      'residual, batch',
      'residual, test, running statistics',
    ],
  );
  assert.deepEqual(data[3].x, [2, 4]);
  assert.deepEqual(data[3].y, [0.25, 0.25]);
  assert.equal(layout.shapes[0].y0, 0.1);
});

test('what the shortcut switch did is marked before the first step with it', () => {
  /** @type {[number, string, number][]} */
  const events = [
    [2, 'plain', 1],
    [3, 'residual', 0],
    [60, 'plain', 0],
  ];
  const log = SENT.answers.reduce(
    (so_far, answer) => received(so_far, { ...answer, events }),
    emptyLog(SENT.wire),
  );
  for (const draw of [lossFigure, accuracyFigure]) {
    const { layout } = draw(sceneOf({ log }));
    const lines = /** @type {any[]} */ (layout.shapes).filter(
      ({ line }) => line.dash === 'dot' && line.width === 2,
    );
    assert.deepEqual(
      lines.map(({ x0, x1, line }) => [x0, x1, line.color]),
      [
        [1.5, 1.5, 'orange'],
        [2.5, 2.5, 'blue'],
      ],
    );
    const said = /** @type {any[]} */ (layout.annotations).map(({ text }) => text);
    assert.ok(said.includes('plain: shortcuts × 1'));
    assert.ok(said.includes('residual: shortcuts cut'));
    const heights = /** @type {any[]} */ (layout.annotations)
      .filter(({ text }) => text.includes('shortcuts'))
      .map(({ y }) => y);
    assert.equal(heights[0], 1); // above the figure, where no curve is
    assert.ok(heights[1] < 1); // below that of one that is near
  }
});

test('a step that is replayed is marked in every figure over the steps', () => {
  const scene = sceneOf({ step: 1, marked: 1 });
  const lines = (/** @type {any} */ { layout }) =>
    layout.shapes.filter((/** @type {any} */ shape) => shape.x0 === 2 && shape.x1 === 2).length;
  assert.equal(lines(lossFigure(scene)), 1);
  assert.equal(lines(accuracyFigure(scene)), 1);
  assert.equal(lines(heatFigure(scene, 'weight')), 2); // one a network
});

test('every figure is drawn in every language, and zoomed as a person chose', () => {
  const quantities = { 'profile-a': 'activation_gradient', 'profile-b': 'relative_update' };
  const state = opened(SENT.wire, quantities, 'en');
  const zoomed = /** @type {typeof state.zoomed} */ ({ loss: { xaxis: [2, 3] } });
  for (const language of LANGUAGES) {
    const scene = sceneOf({ voice: voiceOf(language) });
    for (const chart of ['profile-a', 'profile-b', 'heat', 'loss', 'accuracy']) {
      const { data, layout } = figureOf(chart, { ...state, log: wholeLog(), zoomed }, scene);
      assert.ok(data.length >= 2);
      assert.equal(layout.uirevision, 'a-race');
      if (chart === 'loss') assert.deepEqual(layout.xaxis.range, [2, 3]);
    }
  }
});
