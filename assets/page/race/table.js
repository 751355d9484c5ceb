/** What a race's figure shows, as a table of what was measured: 0 and not finite are said. */
import { CURVES } from './curves.js';
import { entry, factsOf, values } from './log.js';

/** @typedef {import('./log.js').Log} Log */

/**
 * The curves: a row a step and network.
 * @param {Log} log
 */
export function curvesTable(log) {
  /** @type {unknown[][]} */
  const rows = [['step', 'network', ...CURVES]];
  each(log, 0, log.n, (step, kind) => {
    const found = entry(log, step, kind);
    rows.push([log.rows[step].step, kind, ...CURVES.map((what) => found?.[what])]);
  });
  return rows;
}

/**
 * A quantity: a row a step, network and layer.
 * @param {Log} log
 * @param {string} quantity
 * @param {number} from The first step.
 * @param {number} to The step behind the last.
 */
export function layersTable(log, quantity, from, to) {
  /** @type {unknown[][]} */
  const rows = [['step', 'network', 'layer', 'name', quantity]];
  each(log, from, to, (step, kind) => {
    const names = factsOf(log).layers[kind];
    values(log, step, quantity, kind).forEach((value, i) =>
      rows.push([log.rows[step].step, kind, i + 1, names[i], value]),
    );
  });
  return rows;
}

/**
 * @param {Log} log
 * @param {number} from
 * @param {number} to
 * @param {(step: number, kind: string) => void} add Called for each network that is in the race.
 */
function each(log, from, to, add) {
  for (let step = from; step < to; step++) {
    for (const kind of log.wire.networks) if (entry(log, step, kind)) add(step, kind);
  }
}
