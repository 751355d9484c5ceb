/** Arrow keys over a stage's channels: beyond the sheet they go on through all of them. */
import { all, around, input } from '../component.js';

const STEPS = new Map(Object.entries({ ArrowRight: 1, ArrowLeft: -1, ArrowDown: 4, ArrowUp: -4 }));
export const CELL = '.channels button';

/**
 * The stage of a sheet of channels or of a cell of it.
 * @param {HTMLElement} part
 */
export const stageOf = (part) =>
  Number(/** @type {HTMLElement} */ (part.closest('.sheet')).dataset.stage);

/**
 * @param {HTMLElement} element That shows the answer.
 * @param {() => HTMLElement} panel Where one channel is large.
 * @param {(wish: { stage: number, rank: number }) => void} channel
 */
export function followKeys(element, panel, channel) {
  element.addEventListener('keydown', (event) => {
    const step = STEPS.get(event.key);
    const cell = around(event, CELL);
    if (!step || input(event, 'input') || !(cell || around(event, '.channel'))) return;
    event.preventDefault();
    const { dataset } = panel();
    const stage = cell ? stageOf(cell) : Number(dataset.stage);
    const looked = dataset.stage === String(stage) && dataset.rank;
    const from = Number(looked || (cell?.dataset.rank ?? 0));
    const rank = Math.max(0, Math.min(Number(dataset.count || Infinity) - 1, from + step));
    Object.assign(dataset, { stage, rank });
    // beyond the sheet the keys go on through all channels, the panel follows
    all(element, `.sheet[data-stage="${stage}"] ${CELL}[data-rank="${rank}"]`)[0]?.focus();
    channel({ stage, rank });
  });
}
