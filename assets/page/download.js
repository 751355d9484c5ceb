/**
 * A download that the server makes when it is asked for: says so until it is there, or why it is
 * not.
 */
import { around, find } from './component.js';
import { saveAs } from './saving.js';

/** RFC 6266: a name in any language, before one in plain characters. */
const NAMED = /filename\*?=(?:UTF-8''|")([^;"]+)/;

document.addEventListener('click', (event) => {
  const link = around(event, 'a.download');
  if (!(link instanceof HTMLAnchorElement) || !link.parentElement) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey) return; // these the browser does itself
  event.preventDefault();
  if (link.getAttribute('aria-busy') !== 'true') download(link, link.parentElement);
});

/**
 * @param {HTMLAnchorElement} link
 * @param {HTMLElement} around The link, and what is said meanwhile.
 */
async function download(link, around) {
  const preparing = find(around, '.preparing');
  const failed = find(around, '.failure');
  failed.dataset.unreachable ??= failed.innerHTML;
  link.setAttribute('aria-busy', 'true');
  preparing.hidden = false;
  failed.hidden = true;
  try {
    const answer = await fetch(link.href);
    if (answer.ok) {
      const [, named = ''] = answer.headers.get('Content-Disposition')?.match(NAMED) ?? [];
      saveAs(await answer.blob(), decodeURIComponent(named));
    } else {
      failed.textContent = await answer.text();
      failed.hidden = false;
    }
  } catch {
    failed.innerHTML = failed.dataset.unreachable;
    failed.hidden = false;
  } finally {
    link.removeAttribute('aria-busy');
    preparing.hidden = true;
  }
}
