/** Moves the stage by keys, and keeps it on the screen. */
import { all, find } from '../component.js';
import { isLive, isOwn, replayed, shownStep } from '../race/state.js';
import { asked } from './keys.js';

/**
 * @param {object} given
 * @param {HTMLElement} given.element
 * @param {import('../race/state.js').Store} given.store
 * @param {{ wish: (wish: string) => unknown }} given.program
 * @param {ReturnType<typeof import('./player.js').player>} given.replaying
 * @param {{ turn: (network: string) => void }} given.seen
 * @param {() => boolean} given.isSeen Whether the tab is the one that is open.
 * @param {() => boolean} given.isGone Whether the tab is no longer on the page.
 */
export function remote({ element, store, program, replaying, seen, isSeen, isGone }) {
  const help = () => find(element, '.help', HTMLDialogElement);

  /** @param {import('./keys.js').Action} action */
  function act(action) {
    const state = store.now();
    const may = isLive(state) && isOwn(state);
    if (action === 'help') help().showModal();
    else if (action === 'cut') {
      if (may || (isOwn(state) && state.more)) seen.turn('plain'); // which the lesson is about
    } else if (action === 'play') {
      if (may) program.wish(state.phase === 'paused' ? 'resume' : 'pause');
      else replaying.toggle();
    } else if (action === 'forward' && may && state.replay === null) program.wish('step');
    else if (action === 'forward' || action === 'back') {
      replaying.pause();
      const place = shownStep(state) + 1 + (action === 'forward' ? 1 : -1);
      store.update({ replay: replayed(state, Math.max(1, place)) });
    } else all(document, '#race-preset input')[Number(action.slice(6)) - 1]?.click();
  }

  const pressed = (/** @type {KeyboardEvent} */ event) => {
    if (isGone()) return document.removeEventListener('keydown', pressed);
    const action = isSeen() ? asked(event) : null;
    if (!action || help().open) return undefined;
    event.preventDefault();
    return act(action);
  };
  document.addEventListener('keydown', pressed);

  // large type for the back row: the stage is what is to be seen then
  const large = () => document.documentElement.classList.contains('projector');
  const sizes = new MutationObserver(() => {
    if (isGone()) sizes.disconnect();
    else if (isSeen() && large() && store.now().log.n) arrive(element);
  });
  sizes.observe(document.documentElement, { attributeFilter: ['class'] });
  store.follow((state, before) => {
    if (large() && isSeen() && state.log.n && !before.log.n) arrive(element);
  });
}

/**
 * Puts the stage on the screen, if it is not whole there.
 * @param {HTMLElement} element
 */
export function arrive(element) {
  const stage = find(element, '.race-stage');
  const { top, bottom } = stage.getBoundingClientRect();
  if (top >= 0 && bottom <= innerHeight) return;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  stage.scrollIntoView({
    block: bottom - top > innerHeight ? 'start' : 'nearest',
    behavior: calm ? 'auto' : 'smooth',
  });
}
