/**
 * The page's address says what is seen: the open tab and what is chosen there, the language, the
 * theme, the projector. What a tab does not keep here is its default.
 */

/** @typedef {Record<string, string | null>} Values By name; null for what need not be said. */
/**
 * A value that is not allowed.
 * @typedef {{ name: string, value: string, allowed: string }} Doubt
 */

export const PAGE = ''; // in place of a tab: what holds for every tab

const OF_PAGE = ['language', 'theme', 'projector'];
// Gradio's own begin with two underscores
const isOfPage = (/** @type {string} */ name) => OF_PAGE.includes(name) || name.startsWith('__');
const PAUSE = 400; // milliseconds between two writings: browsers refuse more than 100 in 30 s

const opened = new URLSearchParams(location.search);
const opening = opened.get('tab');
/** @type {Map<string, Map<string, string>>} */
const kept = new Map([[PAGE, new Map()]]);
let open = opening ?? '';
/** @type {ReturnType<typeof setTimeout> | null} */
let due = null;
/** @type {Doubt[]} */
const doubts = [];
/** @type {Map<string, string[]>} */
const left = new Map();
/** @type {((doubt: Doubt) => void)[]} */
const doubters = [];

for (const [name, value] of opened) {
  if (isOfPage(name)) part(PAGE).set(name, value);
  else if (opening && name !== 'tab') part(opening).set(name, value);
}

/** @param {string} tab */
function part(tab) {
  const found = kept.get(tab) ?? new Map();
  kept.set(tab, found);
  return found;
}

/**
 * What the address said when the page was opened, or null.
 * @param {string} name
 * @param {string} [tab] Null too if the address was of another tab, which may use the same name.
 */
export const asked = (name, tab) =>
  tab === undefined || tab === opening ? opened.get(name) : null;

/**
 * Remembers a tab's part of the address: what is not named stays, what is null goes.
 * @param {string} tab Its id, or `PAGE`.
 * @param {Values} values
 */
export function keep(tab, values) {
  const there = part(tab);
  for (const [name, value] of Object.entries(values)) {
    if (value === null) there.delete(name);
    else there.set(name, value);
  }
  if (tab === open || tab === PAGE) write();
}

/**
 * Says which tab is open; the first one is there by itself and need not be said.
 * @param {string} tab
 */
export function show(tab) {
  if (tab === open) return;
  const first = open === '';
  open = tab;
  if (!first) write();
}

/** The address of now, absolute. */
export function address() {
  const said = new URLSearchParams(open ? { tab: open } : {});
  // `PAGE` comes last, so that an address begins with what is looked at
  for (const tab of open ? [open, PAGE] : [PAGE]) {
    for (const [name, value] of part(tab)) said.set(name, value);
  }
  // what is readable stays so: RFC 3986 allows these within a query
  const query = String(said).replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%40', '@');
  return `${location.origin}${location.pathname}${query && `?${query}`}`;
}

/** Writes the address; several changes at once are one writing. */
function write() {
  due ??= setTimeout(() => {
    due = null;
    const now = address();
    // whatever a browser's frame keeps there stays
    if (now !== location.href) history.replaceState(history.state, '', now);
  }, PAUSE);
}

/**
 * Says quietly on the page that a value of the address is not allowed, and what is.
 * @param {string} name
 * @param {string} value
 * @param {string} allowed
 */
export function doubt(name, value, allowed) {
  const one = { name, value, allowed };
  doubts.push(one);
  for (const heard of doubters) heard(one);
}

/**
 * Says that what the address asks for is not allowed, and asks for it no longer.
 * @param {string} tab
 * @param {string} name
 * @param {string} allowed
 */
export function refuse(tab, name, allowed) {
  doubt(name, asked(name) ?? '', allowed);
  keep(tab, { [name]: null });
}

/**
 * Calls back for every value that is not allowed, those before included.
 * @param {(doubt: Doubt) => void} heard
 */
export function onDoubt(heard) {
  doubters.push(heard);
  for (const each of doubts) heard(each);
}

/**
 * Says what a tab shows now that no link can hold, such as a person's own photograph.
 * @param {string} tab
 * @param {string[]} what Of `photograph`, `weights`, `race`, `data`.
 */
export function leaveOut(tab, what) {
  left.set(tab, what);
}

/** What the open tab shows that the address of now does not hold. */
export const leftOut = () => left.get(open) ?? [];
