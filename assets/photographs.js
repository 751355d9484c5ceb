// Photographs beyond what Gradio's gallery does: examples, choosing without losing its toolbar, Ctrl+V.
const gallery = () => document.querySelector('#photographs');

element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-example]');
  if (button) trigger('click', { index: +button.dataset.example, family: button.closest('.examples').dataset.family });
});

// The gallery hides its upload buttons while it has a selection of its own, so a click on a
// thumbnail is caught before it gets there.
function choose(event) {
  if (!element.isConnected) return forget();
  const files = event.target.closest?.('#photographs button.icon-button')?.querySelector('input[type=file]');
  if (files && files !== event.target) return files.click();
  const thumbnail = event.target.closest?.('#photographs .thumbnail-item');
  if (!thumbnail) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  const all = [...gallery().querySelectorAll('.thumbnail-item')];
  trigger('select', { index: all.indexOf(thumbnail) });
}

function add(event, data) {
  const images = [...(data?.files || [])].filter((file) => file.type.startsWith('image/'));
  const input = gallery()?.querySelector('input[type=file]');
  if (!images.length || !input) return;
  event.preventDefault();
  const carried = new DataTransfer();
  for (const file of images) carried.items.add(file);
  input.files = carried.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

function paste(event) {
  if (!element.isConnected) return forget();
  if (!event.target.matches?.('input, textarea')) add(event, event.clipboardData);
}

// Gradio takes what is dropped while there are no photographs; beside others it is added here.
function drop(event) {
  if (!element.isConnected) return forget();
  if (!event.target.closest?.('#photographs') || !gallery().querySelector('.icon-mode')) return;
  if (event.type === 'dragover') event.preventDefault();
  else add(event, event.dataTransfer);
}

function forget() {
  for (const name of ['dragover', 'drop']) document.removeEventListener(name, drop);
  document.removeEventListener('click', choose, true);
  document.removeEventListener('paste', paste);
  document.removeEventListener('load', loaded, true);
}

// Small pictures are enlarged pixel by pixel, as a network sees them. (load does not bubble.)
function loaded(event) {
  if (!element.isConnected) return forget();
  if (event.target.matches?.('#photographs img')) event.target.classList.toggle('pixels', event.target.naturalWidth < 100);
}

document.addEventListener('click', choose, true);
document.addEventListener('paste', paste);
for (const name of ['dragover', 'drop']) document.addEventListener(name, drop);
document.addEventListener('load', loaded, true);
// Gradio names the drop zone otherwise than what stands in it: the words themselves are its name. Once
// photographs are there it is a button within a button: the inner one rests, the outer one opens the files.
function named() {
  const zone = gallery()?.querySelector('.upload-container');
  if (zone?.matches('.icon-mode')) zone.inert = true;
  else zone?.removeAttribute('aria-label');
}
const changes = new MutationObserver(() => (element.isConnected ? named() : changes.disconnect()));
changes.observe(element.closest('.column') ?? document.body, { childList: true, subtree: true, attributeFilter: ['aria-label'] });
named();

const speak = () => window.explorerLanguage?.apply(element);
watch('value', speak);
speak();
