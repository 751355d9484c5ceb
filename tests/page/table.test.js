import assert from 'node:assert/strict';
import test from 'node:test';
import { csv, figureRows } from '../../assets/page/figures/table.js';
import { curvesTable, layersTable } from '../../assets/page/race/table.js';
import { wholeLog } from './race.js';

test('a cell that would break a table is quoted', () => {
  assert.equal(csv([['a', 'b,c', 'd"e', 'f\ng']]), 'a,"b,c","d""e","f\ng"\n');
  assert.equal(csv([[1.5, null, undefined, Infinity, 0]]), '1.5,,,Infinity,0\n');
  assert.equal(csv([]), '');
});

test('a figure is a row a point, a heat map a row a cell', () => {
  const rows = figureRows([
    { name: '<b>plain</b>', x: [1, 2], y: [3, 4] },
    { x: ['a', 'b'], z: [[5, 6], new Float64Array([7, 8])] },
    { name: 'no places', y: [9] },
    { name: 'empty' },
  ]);
  assert.deepEqual(rows, [
    ['trace', 'x', 'y', 'z'],
    [' plain ', 1, 3, ''],
    [' plain ', 2, 4, ''],
    ['', 'a', 0, 5],
    ['', 'b', 0, 6],
    ['', 'a', 1, 7],
    ['', 'b', 1, 8],
    ['no places', 0, 9, ''],
  ]);
});

test('curves: a row a step and network that is in the race', () => {
  const [header, ...rows] = curvesTable(wholeLog());
  assert.equal(
    header.join(),
    'step,network,loss,train_accuracy,test_accuracy,running_test_accuracy',
  );
  assert.equal(rows.length, 7); // the plain network stopped after 3 of 4 steps
  assert.deepEqual(rows[2], [2, 'plain', 1.15, 0.5, 0.25, null]);
  assert.deepEqual(rows[4].slice(0, 3), [3, 'plain', null]);
});

test('a quantity: a row a layer, with 0 and what is not finite as they are', () => {
  const [header, ...rows] = layersTable(wholeLog(), 'weight_gradient', 1, 2);
  assert.equal(header.join(), 'step,network,layer,name,weight_gradient');
  assert.equal(rows.length, 7 + 9);
  assert.deepEqual(rows[0], [2, 'plain', 1, 'conv1', 0]);
  assert.deepEqual(rows[2], [2, 'plain', 3, 'stage1.block1.conv2', Infinity]);
  assert.deepEqual(rows[3], [2, 'plain', 4, 'stage2.block1.conv1', 2 ** -9]);
  assert.deepEqual(rows[15], [2, 'residual', 9, 'stage3.block1.projection', NaN]);
});
