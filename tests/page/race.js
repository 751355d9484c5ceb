/** A race whose every number is known (race_on_paper.py), and voices that forget nothing. */
import { readFileSync } from 'node:fs';
import { emptyLog, received } from '../../assets/page/race/log.js';
import { filled } from '../../assets/page/pairs.js';

/** @typedef {import('../../assets/page/race/scene.js').Scene} Scene */

/** @param {string} path From here. */
const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

export const LANGUAGES = ['en', 'zh'];
const TEXTS = Object.fromEntries(
  LANGUAGES.map((language) => [language, read(`../../assets/locale/${language}.json`)]),
);

/**
 * @type {{ wire: import('../../assets/page/race/wire.js').Wire,
 *   answers: import('../../assets/page/race/state.js').Told[],
 *   numbers: Record<string, Record<string, (number | string)[]>>[] }}
 */
export const SENT = read('race.json');

/** The log with all that was sent. */
export const wholeLog = () => SENT.answers.reduce(received, emptyLog(SENT.wire));

/**
 * Says a text and refuses one that is not there, or that asks for more than it is given.
 * @param {string} language
 * @returns {import('../../assets/page/race/scene.js').Voice}
 */
export const voiceOf =
  (language) =>
  (key, values = {}) => {
    const template = TEXTS[language][key];
    if (template === undefined) throw new Error(`${language} has no text ${key}`);
    for (const [, name] of template.matchAll(/\{(\w+)\}/g)) {
      if (values[name] === undefined) throw new Error(`${key} is not given its ${name}`);
    }
    return filled(template, values);
  };

/**
 * What the figures are drawn from, at the newest step unless one is named.
 * @param {Partial<Scene>} [changes]
 * @returns {Scene}
 */
export function sceneOf(changes = {}) {
  const log = changes.log ?? wholeLog();
  return {
    key: 'a-race',
    log,
    step: log.n - 1,
    marked: null,
    live: false,
    steps: 60,
    voice: voiceOf('en'),
    looks: { colours: { plain: 'orange', residual: 'blue' }, template: {} },
    ...changes,
  };
}
