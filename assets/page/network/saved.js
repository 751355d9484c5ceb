/** A drawn network as a file that needs no style sheet. */

const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'opacity',
];
const ONLY_HERE = ['class', 'role', 'tabindex', 'aria-pressed', 'aria-label', 'data-name'];

/**
 * A copy of a drawing with its styles in it, without what only hands and screen readers need.
 * @param {SVGSVGElement} svg On the page.
 */
export function inlined(svg) {
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  const seen = [...svg.querySelectorAll('*')];
  for (const [at, part] of [...copy.querySelectorAll('*')].entries()) {
    if (part.matches('.ring, title')) {
      part.remove();
      continue;
    }
    const style = getComputedStyle(seen[at]);
    for (const name of STYLES) part.setAttribute(name, style.getPropertyValue(name));
    for (const name of ONLY_HERE) part.removeAttribute(name);
  }
  copy.removeAttribute('class');
  return copy;
}

/**
 * The drawing's SVG text, on the page's own ground.
 * @param {SVGSVGElement} svg On the page.
 */
export function saved(svg) {
  const copy = inlined(svg);
  // the page's ground, which its body need not have
  const fill = getComputedStyle(svg).getPropertyValue('--body-background-fill').trim() || '#fff';
  const ground = document.createElementNS(svg.namespaceURI, 'rect');
  for (const [name, value] of Object.entries({
    width: '100%',
    height: '100%',
    fill,
  })) {
    ground.setAttribute(name, value);
  }
  copy.prepend(ground);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return new XMLSerializer().serializeToString(copy);
}
