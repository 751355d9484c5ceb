/**
 * `<tex-formula latex="...">`: a formula, typeset by the KaTeX that Gradio brings. Until that is
 * here its plain text stands there; afterwards too, for screen readers and for searching.
 */
import { pieces } from './formula_pieces.js';

/** @typedef {{ renderToString: (latex: string, options: object) => string }} Katex */

/** What KaTeX alone can draw; letters, signs and lowered letters need nothing. */
const HARD = /[\\^{]/;

/** @type {Promise<void> | null} */
let coming = null;
/** @type {Katex | null} */
let katex = null;

/** Fetches it, once; without it formulas stay as they are, and the next one tries again. */
function fetched() {
  coming ??= load().catch(() => {
    coming = null;
  });
  return coming;
}

async function load() {
  const { script, style } = JSON.parse(
    document.querySelector('#explorer-katex')?.textContent ?? '{}',
  );
  if (!script) return; // a saved page
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = new URL(style, document.baseURI).href;
  const styled = new Promise((done, failed) => {
    sheet.onload = done;
    sheet.onerror = failed;
  });
  document.head.append(sheet);
  const [made] = await Promise.all([import(new URL(script, document.baseURI).href), styled]);
  // not before the letters are here, so that nothing jumps twice
  await Promise.all(['1em KaTeX_Main', 'italic 1em KaTeX_Math'].map((f) => document.fonts.load(f)));
  katex = made.default;
  for (const each of document.querySelectorAll('tex-formula')) {
    if (each instanceof Formula) each.draw();
  }
}

/** @param {string} latex */
function simply(latex) {
  return pieces(latex).flatMap(({ text, italic, lowered }) => {
    const part = italic ? document.createElement('i') : new Text();
    part.textContent = text;
    if (!lowered) return [part];
    const low = document.createElement('sub');
    low.textContent = lowered;
    return [part, low];
  });
}

const seen = new IntersectionObserver((entries) => {
  if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
  for (const { target } of entries) seen.unobserve(target);
  void fetched();
});

export class Formula extends HTMLElement {
  static observedAttributes = ['latex'];

  connectedCallback() {
    this.dataset.plain ??= this.textContent ?? '';
    this.draw();
  }

  disconnectedCallback() {
    seen.unobserve(this);
  }

  attributeChangedCallback() {
    if (this.isConnected && this.dataset.plain !== undefined) this.draw();
  }

  draw() {
    const latex = this.getAttribute('latex') ?? '';
    if (!katex && HARD.test(latex)) {
      this.textContent = this.dataset.plain ?? '';
      seen.observe(this);
      return;
    }
    const plain = document.createElement('span');
    plain.className = 'spoken';
    plain.textContent = this.dataset.plain ?? '';
    const drawn = document.createElement('span');
    drawn.ariaHidden = 'true';
    if (katex)
      drawn.innerHTML = katex.renderToString(latex, { output: 'html', throwOnError: false });
    else drawn.replaceChildren(...simply(latex));
    this.replaceChildren(plain, drawn);
  }
}

customElements.define('tex-formula', Formula);
