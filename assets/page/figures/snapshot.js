/**
 * What a part of the page shows as a picture of its own: pictures, drawings, words and their
 * grounds, each where it lies on the page. SVG, or PNG made of that.
 */
import { saveAs } from '../saving.js';
import { inlined } from '../network/saved.js';

/** @typedef {{ x: number, y: number, width: number, height: number }} Box */

const NAMESPACE = 'http://www.w3.org/2000/svg';
const LEFT_OUT = '.save, .as-python, input, select, label, script, .switch, .pulse';
const MARGIN = 12; // pixels around
const SCALE = 2; // pixels of a PNG for one of the page
const BASELINE = 0.35; // of a letter's size below the middle of its line

/**
 * Saves parts of the page that lie together.
 * @param {Element[]} parts
 * @param {string} name Of the file.
 * @param {string} format `svg` or `png`.
 */
export function saveParts(parts, name, format) {
  return saveDrawing(snapshot(parts), name, format);
}

/**
 * Saves an SVG as it is, or as a PNG.
 * @param {string} svg
 * @param {string} name Of the file.
 * @param {string} format `svg` or `png`.
 */
export async function saveDrawing(svg, name, format) {
  const blob = new Blob([svg], { type: 'image/svg+xml' });
  saveAs(format === 'svg' ? blob : await png(svg), `${name}.${format}`);
}

/** @param {string} svg */
async function png(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = SCALE * image.width;
  canvas.height = SCALE * image.height;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  /** @type {Blob | null} */
  const made = await new Promise((done) => canvas.toBlob(done, 'image/png'));
  if (!made) throw new Error(`${canvas.width} x ${canvas.height} pixels are too many for a PNG`);
  return made;
}

/**
 * Parts of the page as one SVG.
 * @param {Element[]} parts
 */
export function snapshot(parts) {
  const boxes = parts.map((part) => part.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left)) - MARGIN;
  const top = Math.min(...boxes.map((box) => box.top)) - MARGIN;
  const width = Math.max(...boxes.map((box) => box.right)) - left + MARGIN;
  const height = Math.max(...boxes.map((box) => box.bottom)) - top + MARGIN;
  const ground = getComputedStyle(parts[0]).getPropertyValue('--ground').trim() || '#fff';
  const whole = made('svg', { width, height, viewBox: `0 0 ${width} ${height}` });
  whole.append(made('rect', { width, height, fill: ground }));
  for (const part of parts) drawElement(part, whole, left, top);
  return new XMLSerializer().serializeToString(whole);
}

/**
 * @param {Element} element
 * @param {Element} into
 * @param {number} left Of the picture on the page.
 * @param {number} top
 */
function drawElement(element, into, left, top) {
  if (element.matches(LEFT_OUT) || !element.checkVisibility({ visibilityProperty: true })) return;
  const style = getComputedStyle(element);
  const box = moved(element.getBoundingClientRect(), left, top);
  if (box.width < 2 && box.height < 2) return; // for screen readers alone
  drawGround(style, box, into);
  if (element instanceof HTMLImageElement) {
    into.append(picture(element.src, box, style));
  } else if (element instanceof SVGSVGElement) {
    const copy = inlined(element);
    for (const [name, value] of Object.entries(box)) copy.setAttribute(name, String(value));
    copy.setAttribute('overflow', style.overflow);
    into.append(copy);
  } else {
    const sign = getComputedStyle(element, '::before').content.match(/^"([^"]+)"/)?.[1];
    const signed = getComputedStyle(element, '::before');
    if (sign && signed.position === 'static') {
      const x = box.x + parseFloat(style.paddingLeft);
      write(sign, { ...box, x }, signed, into);
    }
    for (const node of element.childNodes) {
      if (node instanceof Element) drawElement(node, into, left, top);
      else if (node instanceof Text) drawText(node, style, into, left, top);
    }
  }
}

/**
 * A ground's colour, and the picture that it may hold.
 * @param {CSSStyleDeclaration} style
 * @param {Box} box
 * @param {Element} into
 */
function drawGround(style, box, into) {
  const { backgroundColor: fill, backgroundImage, backgroundSize, backgroundPosition } = style;
  if (!/^(transparent|rgba\(.*, 0\))$/.test(fill)) {
    into.append(made('rect', { ...box, rx: parseFloat(style.borderTopLeftRadius) || 0, fill }));
  }
  const source = backgroundImage.match(/^url\("(data:.*)"\)$/)?.[1];
  if (!source) return;
  const share = (/** @type {string} */ text) =>
    text.split(' ').map((each) => parseFloat(each) / 100);
  const [across, down] = share(backgroundSize);
  const [x, y] = share(backgroundPosition);
  const size = { width: across * box.width, height: down * box.height };
  const place = { x: x * (box.width - size.width), y: y * (box.height - size.height) };
  const window = made('svg', { ...box, overflow: 'hidden' });
  window.append(picture(source, { ...place, ...size }, style));
  into.append(window);
}

/**
 * @param {string} href
 * @param {Box} box
 * @param {CSSStyleDeclaration} style
 */
function picture(href, box, style) {
  const image = made('image', { ...box, href, opacity: style.opacity });
  image.setAttribute(
    'preserveAspectRatio',
    style.objectFit === 'cover' ? 'xMidYMid slice' : 'none',
  );
  image.setAttribute('style', `image-rendering: ${style.imageRendering}`);
  return image;
}

/**
 * Words, a line at a time as the page breaks them.
 * @param {Text} node
 * @param {CSSStyleDeclaration} style
 * @param {Element} into
 * @param {number} left
 * @param {number} top
 */
function drawText(node, style, into, left, top) {
  const range = document.createRange();
  /** @type {{ text: string, box: DOMRect } | null} */
  let line = null;
  const end = () => line && write(line.text, moved(line.box, left, top), style, into);
  for (const { 0: letter, index } of node.data.matchAll(
    /\s+|[\u2e80-\uffef]|[^\s\u2e80-\uffef]+/g,
  )) {
    range.setStart(node, index);
    range.setEnd(node, index + letter.length);
    const box = range.getBoundingClientRect();
    if (!box.width) continue;
    if (line && Math.abs(box.top - line.box.top) < 2) line.text += letter;
    else {
      end();
      line = letter.trim() ? { text: letter, box } : null;
    }
  }
  end();
}

/**
 * @param {string} text
 * @param {Box} box Of its line.
 * @param {CSSStyleDeclaration} style
 * @param {Element} into
 */
function write(text, box, style, into) {
  const size = parseFloat(style.fontSize);
  const y = box.y + box.height / 2 + BASELINE * size;
  const font = {
    'font-size': size,
    'font-weight': style.fontWeight,
    'font-family': style.fontFamily,
  };
  const letters = made('text', { x: box.x, y, fill: style.color, ...font });
  letters.setAttribute('xml:space', 'preserve');
  letters.textContent = text;
  into.append(letters);
}

/**
 * @param {DOMRect} box On the page.
 * @param {number} left
 * @param {number} top
 * @returns {Box}
 */
const moved = ({ x, y, width, height }, left, top) => ({ x: x - left, y: y - top, width, height });

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 */
function made(tag, attributes) {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}
