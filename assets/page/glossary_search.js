/** Finding entries of the glossary by what is typed, in either language. */

/**
 * @typedef {{ term: string, definition: string, source: string }} Words
 * @typedef {object} Entry
 * @property {string} key
 * @property {string} latex Its formula; empty if it has none.
 * @property {string} plain The same as plain text.
 * @property {Record<string, Words>} words By language.
 */

/**
 * Those entries whose words hold every typed word, in the alphabet's order of a language: whose
 * name does so come first.
 * @param {Entry[]} entries
 * @param {string} typed
 * @param {string} language
 */
export function matching(entries, typed, language) {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  /** @param {string[]} texts */
  const holds = (texts) => {
    const whole = texts.join(' ').toLowerCase();
    return wanted.every((each) => whole.includes(each));
  };
  /** @param {Entry} entry */
  const named = ({ words }) => holds(Object.values(words).map(({ term }) => term));
  const found = entries.filter(
    (entry) =>
      named(entry) || holds([entry.words[language].term, entry.words[language].definition]),
  );
  const order = new Intl.Collator(language);
  return found.sort(
    (one, other) =>
      Number(named(other)) - Number(named(one)) ||
      order.compare(one.words[language].term, other.words[language].term),
  );
}
