/** Says of a file that is too large so before it is uploaded: the server ends it on the way. */
import { find } from './component.js';
import { tooLarge } from './file_sizes.js';
import { now } from './language.js';

/** @type {import('./file_sizes.js').Limits} */
const limits = JSON.parse(find(document, '#explorer-uploads').textContent ?? '');
const capture = true; // before Gradio's own listeners

document.addEventListener(
  'change',
  (event) => {
    const { target } = event;
    if (target instanceof HTMLInputElement && target.type === 'file') check(event, target.files);
  },
  { capture },
);
document.addEventListener('drop', (event) => check(event, event.dataTransfer?.files), { capture });

/**
 * Stops what would upload the files of an event, and says why beside the place.
 * @param {Event} event
 * @param {FileList | null | undefined} files
 */
function check(event, files) {
  const { target } = event;
  if (!files?.length || !(target instanceof Element)) return;
  for (const old of document.querySelectorAll('.too-large')) old.remove();
  const wrong = tooLarge([...files], limits, now());
  if (!wrong) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (target instanceof HTMLInputElement) target.value = '';
  else target.dispatchEvent(new DragEvent('dragleave', { bubbles: true }));
  const line = document.createElement('p');
  line.className = 'failure too-large';
  line.setAttribute('role', 'alert');
  line.textContent = wrong;
  (target.closest('.block') ?? target).after(line);
}
