/** How large a file may be, by the ending of its name. */
import { filled, said } from './pairs.js';

/** @typedef {{ bytes: number, text: import('./pairs.js').Pair }} Limit */
/** @typedef {{ pictures: string[], photograph: Limit, other: Limit }} Limits */

const MEGABYTE = 1e6;

/**
 * What is wrong with the size of one of the files, or an empty text.
 * @param {{ name: string, size: number }[]} files
 * @param {Limits} limits
 * @param {string} language
 */
export function tooLarge(files, { pictures, photograph, other }, language) {
  for (const { name, size } of files) {
    const ending = name.slice(Math.max(name.lastIndexOf('.'), 0)).toLowerCase();
    const { bytes, text } = pictures.includes(ending) ? photograph : other;
    if (size > bytes) {
      return `${name}: ${filled(said(text, language), { value: bytes / MEGABYTE })}`;
    }
  }
  return '';
}
