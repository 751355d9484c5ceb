/**
 * Which language the page speaks. Runs before Gradio's own scripts, which read the browser's
 * language once; later the switch sets another one.
 */
import { asked, doubt, keep, PAGE } from './address.js';
import { find } from './component.js';

/** @typedef {{ tag: string, title: string }} Language A language's tag, and the page's title. */

/** @type {{ languages: Record<string, Language>, forced: string | null }} */
const { languages, forced } = JSON.parse(find(document, '#explorer-languages').textContent ?? '');
const KEPT = 'explorer-language';
const ATTRIBUTES = ['title', 'alt', 'aria-label', 'label', 'placeholder'];

/** @param {string | null} language */
const known = (language) => (language !== null && language in languages ? language : null);

const begun = start();
let language = begun;
Object.defineProperty(navigator, 'language', { get: () => languages[begun].tag });
apply(document);

function start() {
  const wanted = asked('language');
  if (wanted !== null && known(wanted) === null) {
    keep(PAGE, { language: null });
    doubt('language', wanted, Object.keys(languages).join(', '));
  }
  let kept = null;
  try {
    kept = localStorage.getItem(KEPT);
  } catch {
    // a private window
  }
  const browser = navigator.language.toLowerCase().split('-')[0];
  return known(wanted) ?? known(kept) ?? known(forced) ?? known(browser) ?? 'en';
}

/** The language of now. */
export const now = () => language;

/**
 * Speak another language from now on.
 * @param {string} wanted
 * @returns {string} The language.
 */
export function set(wanted) {
  language = wanted;
  keep(PAGE, { language });
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // not kept
  }
  apply(document);
  return language;
}

/**
 * Puts the attributes of a part of the page into the language of now.
 * @param {ParentNode} root
 */
export function apply(root) {
  const { documentElement } = document;
  if (documentElement.dataset.language !== language) {
    documentElement.lang = languages[language].tag;
    documentElement.dataset.language = language; // whoever draws watches this
  }
  document.title = languages[language].title;
  for (const name of ATTRIBUTES) {
    const own = `data-${name}-${language}`;
    for (const part of root.querySelectorAll(`[${own}]`)) {
      part.setAttribute(name, part.getAttribute(own) ?? '');
    }
  }
}

/**
 * Calls back when the language is another one.
 * @param {() => void} changed
 * @returns {MutationObserver} To be disconnected when nobody listens any more.
 */
export function onChange(changed) {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-language'] });
  return observer;
}
