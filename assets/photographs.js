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
  const thumbnail = event.target.closest?.('#photographs .thumbnail-item');
  if (!thumbnail) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  const all = [...gallery().querySelectorAll('.thumbnail-item')];
  trigger('select', { index: all.indexOf(thumbnail) });
}

function paste(event) {
  if (!element.isConnected) return forget();
  const images = [...(event.clipboardData?.files || [])].filter((file) => file.type.startsWith('image/'));
  const input = gallery()?.querySelector('input[type=file]');
  if (!images.length || !input || event.target.matches?.('input, textarea')) return;
  event.preventDefault();
  const carried = new DataTransfer();
  for (const file of images) carried.items.add(file);
  input.files = carried.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

function forget() {
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
document.addEventListener('load', loaded, true);
const speak = () => window.explorerLanguage?.apply(element);
watch('value', speak);
speak();
