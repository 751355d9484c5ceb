/** What the browser remembers of races: which ones are this person's, which one was looked at. */

const MINE = 'explorer-race-tokens';
const SHOWN = 'explorer-race-shown';
const MOST = 20; // races of one's own
/** @type {Map<string, unknown>} What a browser that keeps nothing knows until the page goes. */
const meanwhile = new Map();

/**
 * By its name: a browser that keeps nothing for a frame of another site throws when asked for it.
 * @typedef {'localStorage' | 'sessionStorage'} Box
 */

/**
 * @param {Box} box
 * @param {string} name
 */
function read(box, name) {
  try {
    return JSON.parse(window[box].getItem(name) ?? 'null');
  } catch {
    return meanwhile.get(name) ?? null; // a private window
  }
}

/**
 * @param {Box} box
 * @param {string} name
 * @param {unknown} value
 */
function write(box, name, value) {
  try {
    window[box].setItem(name, JSON.stringify(value));
  } catch {
    meanwhile.set(name, value);
  }
}

/** @returns {Record<string, string>} */
const tokens = () => read('localStorage', MINE) ?? {};

/**
 * What lets this person stop a race; null if somebody else started it.
 * @param {string | null} key
 */
export const tokenOf = (key) => (key === null ? null : (tokens()[key] ?? null));

/**
 * Remember a race of one's own.
 * @param {string} key
 * @param {string} token
 */
export const keep = (key, token) =>
  write('localStorage', MINE, {
    ...Object.fromEntries(Object.entries(tokens()).slice(-MOST)),
    [key]: token,
  });

/** The race that this window looked at before it was loaded anew. @returns {string | null} */
export const lookedAt = () => read('sessionStorage', SHOWN);

/**
 * Remember which race this window looks at.
 * @param {string | null} key
 */
export const look = (key) => write('sessionStorage', SHOWN, key);
