/** A figure's words in another language. */

/**
 * A part of a figure with every text that has a translation in its place; numbers stay.
 * @template Part
 * @param {Part} part
 * @param {Record<string, string>} words By the text as it stands in the figure.
 * @returns {Part}
 */
export function translated(part, words) {
  return /** @type {Part} */ (each(part, words));
}

/**
 * @param {unknown} part
 * @param {Record<string, string>} words
 * @returns {unknown}
 */
function each(part, words) {
  if (typeof part === 'string') return words[part] ?? part;
  if (Array.isArray(part)) return part.map((one) => each(one, words));
  if (part === null || typeof part !== 'object') return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, one]) => [key, key === 'bdata' ? one : each(one, words)]),
  );
}
