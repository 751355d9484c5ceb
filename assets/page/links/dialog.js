/**
 * The address as a link: to be copied, or photographed from the wall. One quiet line says what of
 * an address is not allowed.
 */
import { address, keep, leftOut, onDoubt, PAGE } from '../address.js';
import { all, around, find, say } from '../component.js';
import { apply, now } from '../language.js';
import { forOthers } from './reach.js';

/** @param {import('../component.js').Component} component */
export function mount({ element }) {
  const dialog = find(element, 'dialog', HTMLDialogElement);
  const field = find(element, '.link-text', HTMLTextAreaElement);
  const picture = find(element, 'img', HTMLImageElement);
  const copied = find(element, '.copied');
  const network = dialog.dataset.network ?? '';

  function open() {
    keep(PAGE, { language: now() }); // another browser may speak another one
    const { link, only } = forOthers(address(), network);
    field.value = link;
    find(element, '.only-here').hidden = !only || network !== '';
    find(element, '.in-network').hidden = !only || network === '';
    const left = leftOut();
    for (const each of all(element, '[data-left]')) {
      each.hidden = !left.includes(each.dataset.left ?? '');
    }
    find(element, '.left').hidden = !left.length;
    copied.hidden = true;
    picture.src = new URL(`explorer/qr.svg?of=${encodeURIComponent(link)}`, document.baseURI).href;
    say(find(element, '.link-read'), link);
    apply(element);
    dialog.showModal();
    field.focus();
    field.select();
  }

  async function copy() {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand('copy'); // a page that is not served by https has no other way
    }
    copied.hidden = false;
  }

  document.addEventListener('click', (event) => {
    if (element.isConnected && around(event, '[data-press="link"]')) open();
  });
  element.addEventListener('click', (event) => {
    if (event.target === dialog || around(event, '.closes')) dialog.close();
    else if (around(event, '.copies')) copy();
    else if (around(event, '.unsaid')) find(element, '.doubts').hidden = true;
  });

  const doubts = find(element, '.doubts');
  onDoubt((one) => {
    const line = find(element, 'template', HTMLTemplateElement).content.cloneNode(true);
    if (!(line instanceof DocumentFragment)) return;
    for (const part of all(line, '[data-value]')) {
      say(part, one[/** @type {keyof typeof one} */ (part.dataset.value)]);
    }
    find(doubts, 'ul').append(line);
    doubts.hidden = false;
  });
  apply(element);
}
