/** How a class is found by what is typed. */

/**
 * What can be picked.
 * @typedef {object} Entry
 * @property {number} index Of the class; `PREDICTED` for the one that the network predicts.
 * @property {string[]} names In the order of the page's languages; a class may lack the later ones.
 */

export const PREDICTED = -1;

/**
 * Lower case, words apart by one space.
 * @param {string} words
 */
export const plain = (words) =>
  words
    .toLowerCase()
    .replace(/[_\s]+/g, ' ')
    .trim();

/**
 * What the box says of an entry: its names, that of the language first, and its index.
 * @param {Entry} entry
 * @param {number} language Its place among the page's languages.
 */
export function shown({ index, names }, language) {
  if (index === PREDICTED) return names[language] ?? names[0];
  const own = names[language];
  const said = language > 0 && own !== undefined ? [own, names[0]] : [names[0]];
  return `${said.join(' ')} (${index})`;
}

/**
 * How well an entry is meant; 0 is the best: the whole name, a word of it, the beginning of a word,
 * any part; -1 is none.
 * @param {Entry} entry
 * @param {string} wanted As `plain` writes it.
 * @param {number} language
 */
export function rank(entry, wanted, language) {
  const names = [...entry.names, shown(entry, language), String(entry.index)].map(plain);
  const words = names.flatMap((name) => name.split(/[^\p{L}\p{N}]+/u));
  if (names.includes(wanted)) return 0;
  if (words.includes(wanted)) return 1;
  if (words.some((word) => word.startsWith(wanted))) return 2;
  return names.some((name) => name.includes(wanted)) ? 3 : -1;
}

/**
 * The entries that are meant, the best first; all of them while nothing is typed.
 * @param {Entry[]} entries
 * @param {string} typed
 * @param {number} language
 */
export function search(entries, typed, language) {
  const wanted = plain(typed);
  if (!wanted) return entries;
  return entries
    .map((entry) => ({ entry, place: rank(entry, wanted, language) }))
    .filter(({ place }) => place >= 0)
    .sort((one, other) => one.place - other.place)
    .map(({ entry }) => entry);
}
