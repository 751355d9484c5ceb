/**
 * Photographs beyond what Gradio's gallery does: examples, choosing without losing its toolbar,
 * Ctrl+V, adding by drag and drop.
 */
import { all, around, input } from '../component.js';
import { apply } from '../language.js';

const GALLERY = '#photographs';
const SMALL = 100; // pixels: pictures below are enlarged pixel by pixel, as a network sees them

const gallery = () => document.querySelector(GALLERY);

/** @param {import('../component.js').Component} component */
export function mount({ element, trigger, watch }) {
  element.addEventListener('click', (event) => {
    const button = around(event, '[data-example]');
    const examples = around(event, '.examples');
    if (!button || !examples) return;
    trigger('click', { index: Number(button.dataset.example), family: examples.dataset.family });
    document.dispatchEvent(new Event('explorer-chosen'));
  });

  // The gallery hides its upload buttons while it has a selection of its own, so a click on a
  // thumbnail is caught before it gets there.
  /** @param {Event} event */
  function choose(event) {
    const files = around(event, `${GALLERY} button.icon-button`)?.querySelector('input[type=file]');
    if (files instanceof HTMLInputElement && files !== event.target) {
      files.click();
      return;
    }
    const thumbnail = around(event, `${GALLERY} .thumbnail-item`);
    if (!thumbnail) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    trigger('select', { index: all(document, `${GALLERY} .thumbnail-item`).indexOf(thumbnail) });
    document.dispatchEvent(new Event('explorer-chosen'));
  }

  const gone = new AbortController(); // of all that is listened to on the whole page
  /**
   * Listens on the whole page as long as the element is on it.
   * @param {string} name
   * @param {(event: Event) => void} heard
   * @param {boolean} [capture]
   */
  const listen = (name, heard, capture = false) =>
    document.addEventListener(
      name,
      (event) => (element.isConnected ? heard(event) : gone.abort()),
      { capture, signal: gone.signal },
    );
  listen('click', choose, true);
  listen('paste', paste);
  for (const name of ['dragover', 'drop']) listen(name, drop);
  listen('load', loaded, true); // it does not bubble: hence the capture

  const changes = new MutationObserver(() =>
    element.isConnected ? named() : changes.disconnect(),
  );
  const watched = element.closest('.column') ?? document.body;
  changes.observe(watched, { childList: true, subtree: true, attributeFilter: ['aria-label'] });
  named();

  const speak = () => apply(element);
  watch('value', speak);
  speak();
}

/**
 * Gives pictures to the gallery as if they had been chosen there.
 * @param {Event} event
 * @param {DataTransfer | null} data
 */
function add(event, data) {
  const images = [...(data?.files ?? [])].filter((file) => file.type.startsWith('image/'));
  const box = gallery()?.querySelector('input[type=file]');
  if (!images.length || !(box instanceof HTMLInputElement)) return;
  event.preventDefault();
  const carried = new DataTransfer();
  for (const file of images) carried.items.add(file);
  box.files = carried.files;
  box.dispatchEvent(new Event('change', { bubbles: true }));
}

/** @param {Event} event */
function paste(event) {
  if (!(event instanceof ClipboardEvent) || input(event, 'input')) return;
  if (!(event.target instanceof HTMLTextAreaElement)) add(event, event.clipboardData);
}

// Gradio takes what is dropped while there are no photographs; beside others it is added here.
/** @param {Event} event */
function drop(event) {
  if (!(event instanceof DragEvent) || !around(event, GALLERY)) return;
  if (!gallery()?.querySelector('.icon-mode')) return;
  if (event.type === 'dragover') event.preventDefault();
  else add(event, event.dataTransfer);
}

/** @param {Event} event */
function loaded(event) {
  const picture = event.target;
  if (!(picture instanceof HTMLImageElement) || !picture.matches(`${GALLERY} img`)) return;
  picture.classList.toggle('pixels', picture.naturalWidth < SMALL);
}

// Gradio names the drop zone otherwise than what stands in it: the words themselves are its name.
// Once photographs are there it is a button within a button: the inner one rests, the outer one
// opens the files.
function named() {
  const zone = gallery()?.querySelector('.upload-container');
  if (zone instanceof HTMLElement && zone.matches('.icon-mode')) zone.inert = true;
  else zone?.removeAttribute('aria-label');
}
