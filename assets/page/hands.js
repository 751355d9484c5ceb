/**
 * Groups of choices by keyboard, as WAI-ARIA's patterns have them: radios and tabs are one tab stop
 * each, and arrows move within. Gradio makes every one a stop of its own.
 */

const NEXT = /** @type {Record<string, number>} */ ({
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
});
const TABS = '.tab-container[role="tablist"]';
let groups = 0;

/** Radios that share a name are one group to the browser: it moves by arrows and stops once. */
function nameRadios() {
  for (const field of document.querySelectorAll('fieldset')) {
    const radios = /** @type {NodeListOf<HTMLInputElement>} */ (
      field.querySelectorAll('input[type="radio"]')
    );
    const name = field.dataset.group ?? `group-${groups++}`;
    field.dataset.group = name;
    for (const radio of radios) if (radio.name !== name) radio.name = name;
  }
}

/** The open tab is the one that Tab leads to. */
function stopOnce() {
  for (const tab of document.querySelectorAll(`${TABS} [role="tab"]`)) {
    const stop = tab.getAttribute('aria-selected') === 'true' ? '0' : '-1';
    if (tab.getAttribute('tabindex') !== stop) tab.setAttribute('tabindex', stop);
  }
}

/**
 * The place to go to among so many; null where the key is none of ours.
 * @param {string} key
 * @param {number} from
 * @param {number} count
 */
export function placeFor(key, from, count) {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return key in NEXT ? (from + NEXT[key] + count) % count : null;
}

/** @param {KeyboardEvent} event */
function moved(event) {
  const tab = event.target instanceof Element && event.target.closest(`${TABS} [role="tab"]`);
  if (!tab || event.altKey || event.ctrlKey || event.metaKey) return;
  const tabs = /** @type {HTMLElement[]} */ ([...(tab.parentElement?.children ?? [])]).filter(
    (each) => each.getAttribute('role') === 'tab',
  );
  const place = placeFor(event.key, tabs.indexOf(/** @type {HTMLElement} */ (tab)), tabs.length);
  if (place === null) return;
  event.preventDefault();
  tabs[place].click();
  tabs[place].focus();
}

/** Looks after all groups that there are and will be. */
export function lookAfterGroups() {
  let due = false;
  const tidy = () => {
    due = false;
    nameRadios();
    stopOnce();
  };
  const watch = new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(tidy);
  });
  watch.observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ['aria-selected'],
  });
  document.addEventListener('keydown', moved);
  tidy();
}
