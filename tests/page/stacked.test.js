import assert from 'node:assert/strict';
import test from 'node:test';
import { stacked } from '../../assets/page/figures/stacked.js';

/** Two panels side by side, as plotly's `make_subplots` lays them out. */
const sideBySide = () => ({
  height: 500,
  margin: { l: 70, r: 16, t: 50, b: 50 },
  legend: { y: -0.25 },
  xaxis: { domain: [0, 0.45], title: { text: 'iteration' } },
  xaxis2: { domain: [0.55, 1], title: { text: 'iteration' } },
  yaxis: { domain: [0, 1], title: { text: 'error' } },
  yaxis2: { domain: [0, 1], showticklabels: false },
  annotations: [
    { text: 'plain', x: 0.225, y: 1, xref: 'paper', yref: 'paper' },
    { text: 'residual', x: 0.55, y: 1, xref: 'paper', yref: 'paper' }, // at the panel's left
    { text: '56', x: 9000, y: 0.1, xref: 'x2', yref: 'y2' },
  ],
});

test('panels side by side come to stand one below the other, titles with them', () => {
  /** @type {Record<string, any>} */
  const layout = sideBySide();
  stacked(layout, [{ name: 'a' }, { name: 'b', showlegend: false }]);
  const { xaxis, xaxis2, yaxis, yaxis2, annotations, legend, margin, height } = layout;
  assert.deepEqual(
    [xaxis.domain, xaxis2.domain],
    [
      [0, 1],
      [0, 1],
    ],
  );
  assert.ok(yaxis.domain[0] > yaxis2.domain[1]); // a gap between them
  assert.equal(yaxis.domain[1], 1);
  assert.ok(yaxis2.domain[0] < 1e-9);
  assert.deepEqual([yaxis2.showticklabels, yaxis2.title.text], [true, 'error']);
  assert.deepEqual([xaxis.title.text, xaxis2.title.text], ['', 'iteration']);
  assert.deepEqual([annotations[0].x, annotations[0].y], [0, 1]);
  assert.deepEqual([annotations[1].x, annotations[1].y], [0, yaxis2.domain[1]]);
  assert.equal(annotations[2].x, 9000); // what belongs to an axis goes with it
  const inner = height - margin.t - margin.b;
  assert.ok(Math.abs(legend.y * inner + 0.25 * 400) < 1e-6); // as many pixels below as before
});

test('one column stays as it is', () => {
  const layout = {
    height: 300,
    xaxis: { domain: [0, 1] },
    yaxis: { domain: [0.6, 1] },
    xaxis2: { domain: [0, 1] },
    yaxis2: { domain: [0, 0.4] },
  };
  const before = structuredClone(layout);
  stacked(layout, []);
  assert.deepEqual(layout, before);
});
