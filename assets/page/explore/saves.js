/** What an answer shows, to take away: as Python, or as a picture or table of its own. */
import { all, around, find } from '../component.js';
import { saveTable } from '../figures/picture.js';
import { saveDrawing, saveParts } from '../figures/snapshot.js';
import { followPython, opened } from './python.js';

/**
 * Saves the network with its maps, or what is opened below it, by an answer's buttons.
 * @param {HTMLElement} element That shows the answer.
 * @param {Record<string, (request: object) => Promise<any>>} server Python's functions.
 * @param {() => { file: () => string, name: string } | null} network The drawn one.
 */
export function takeAway(element, server, network) {
  followPython(element, server.python);
  element.addEventListener('click', async (event) => {
    const format = around(event, '.save button')?.dataset.format;
    const drawn = network();
    if (!format || !drawn) return;
    const below = around(event, '.save.opened') !== null;
    const what = below ? opened(element) : {};
    const { stage = 0, block, channel } = what;
    const place = `${block ?? `stage${stage + 1}`}-channel${channel}`;
    const name = below ? `${drawn.name}-${place}` : drawn.name;
    if (format === 'csv') {
      const { rows } = await server.table({ key: find(element, '.view').dataset.key, ...what });
      if (rows) saveTable(rows, name);
    } else if (below) {
      const parts = all(element, '.of-stage:not([hidden]), .of-block:not([hidden]) .block-sum');
      saveParts(parts, name, format);
    } else saveDrawing(drawn.file(), name, format);
  });
}
