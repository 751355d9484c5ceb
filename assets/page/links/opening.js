/** Opens the tab, the theme and the projector that the address names; follows what is opened. */
import { asked, doubt, keep, PAGE, show } from '../address.js';
import { all } from '../component.js';

const TABS = '.tab-container[role="tablist"]:not(.visually-hidden) [role="tab"]';
const idOf = (/** @type {HTMLElement} */ tab) => tab.dataset.tabId ?? '';

/** What is either on or off, by its name in the address; and what the address says for on. */
export const SWITCHES = /** @type {const} */ ({
  theme: { on: 'dark', off: 'light' },
  projector: { on: '1', off: '0' },
});

/** @typedef {keyof typeof SWITCHES} Switch */

/** All tabs as they stand; on a narrow screen the last ones are in a menu and have no id. */
const ORDER = ['lesson', 'explore', 'race', 'depth', 'trained', 'finetune'];

/** Whether the address asks for another tab than the first, which is open until that is there. */
export const opensLater = () => ORDER.indexOf(asked('tab') ?? '') > 0;

/**
 * A tab that is in the menu.
 * @param {string} wanted
 * @param {number} beside How many stand beside the menu.
 */
const inMenu = (wanted, beside) =>
  ORDER.includes(wanted)
    ? all(document, '.tab-wrapper .overflow-dropdown button')[ORDER.indexOf(wanted) - beside]
    : undefined;

/**
 * Turns the theme or the projector on or off.
 * @param {Switch} name
 * @param {boolean} on
 */
export function turn(name, on) {
  if (name === 'theme') document.body.classList.toggle('dark', on);
  else document.documentElement.classList.toggle('projector', on);
}

/** Does what the address says of the whole page, and says there what is done later. */
export function openWhatIsAsked() {
  for (const [name, { on, off }] of Object.entries(SWITCHES)) {
    const value = asked(name);
    if (value === on || value === off) turn(/** @type {Switch} */ (name), value === on);
    else if (value !== null) {
      keep(PAGE, { [name]: null });
      doubt(name, value, `${on}, ${off}`);
    }
  }
  const wanted = asked('tab');
  let opened = wanted === null;
  /** Clicks the tab that is asked for as soon as it is there, and tells of the open one. */
  function look() {
    const tabs = all(document, TABS);
    if (!tabs.length) return;
    if (!opened) {
      opened = true;
      const found = tabs.find((tab) => idOf(tab) === wanted) ?? inMenu(wanted ?? '', tabs.length);
      if (found) found.click();
      else doubt('tab', wanted ?? '', ORDER.join(', '));
      if (found && found.ariaSelected !== 'true') return; // seen when it is open
    }
    const open = tabs.find((tab) => tab.getAttribute('aria-selected') === 'true');
    if (open) show(idOf(open));
  }
  const seen = new MutationObserver(look);
  seen.observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ['aria-selected'],
  });
  look();
}
