/** Texts in every language of the page: one of a pair, and a template with its values. */

/** A text by language; English is always there. @typedef {Record<string, string>} Pair */

/**
 * The text in one language, English where that language has none.
 * @param {Pair} pair
 * @param {string} language
 */
export const said = (pair, language) => pair[language] ?? pair.en;

/**
 * A template with its {placeholders} filled.
 * @param {string} template
 * @param {Record<string, unknown>} values
 */
export const filled = (template, values) =>
  template.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
