/** One answer as Python, with what is opened below its network. */
import { all, around, find } from '../component.js';
import { openPython } from '../python.js';

/**
 * Opens an answer's program by its button.
 * @param {HTMLElement} element That shows the answer.
 * @param {(request: object) => Promise<any>} ask For the program of what is opened.
 */
export function followPython(element, ask) {
  element.addEventListener('click', async (event) => {
    if (!around(event, '.as-python')) return;
    const { key } = find(element, '.view').dataset;
    const program = await ask({ key, ...opened(element) });
    if (program.script) openPython(program);
  });
}

/**
 * What is opened: a channel of a stage, or one of a block's sum.
 * @param {HTMLElement} element
 * @returns {{ stage?: number, block?: string, channel?: number }}
 */
export function opened(element) {
  const [number] = all(element, '.picked:not([hidden]) > :not([hidden]) input[type=number]');
  if (!(number instanceof HTMLInputElement)) return {};
  const { block } = number.dataset;
  const channel = Number(number.value);
  if (block) return { block, channel };
  return { stage: Number(find(element, '.channel').dataset.stage), channel };
}
