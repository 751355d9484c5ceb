/** A race as a file that opens without the program: the stage and its details, to be replayed. */
import { all, find } from '../component.js';
import { head } from '../saved.js';
import { places } from '../figures/places.js';
import { usePacked } from '../figures/plotly.js';
import { apply, now, onChange } from '../language.js';
import { filled, said } from '../pairs.js';
import { player } from '../stage/player.js';
import { remote } from '../stage/remote.js';
import { stage } from '../stage/stage.js';
import { painter } from './painter.js';
import { hold, opened, shownStep, told } from './state.js';
import { steering } from './steering.js';
import { show } from './view.js';

/**
 * @typedef {object} Saved What the file holds.
 * @property {import('./wire.js').Wire} wire Of a race in which nothing can be done.
 * @property {import('./words.js').Words} words
 * @property {import('./words.js').SettingNames} settings
 * @property {Record<string, import('../pairs.js').Pair>} drawing What a drawn network says.
 * @property {Record<string, import('../pairs.js').Pair>} texts
 * @property {Record<string, string>} shown What each profile shows at first.
 * @property {import('./state.js').Told} race
 * @property {import('./state.js').Detail} detail Of its last step.
 */

/**
 * Shows what a file holds.
 * @param {Saved} saved
 */
export function mount({ wire, words, settings, drawing, texts, shown, race, detail }) {
  const element = find(document, '#race');
  usePacked(find(document, '#plotly').textContent ?? '');
  head();
  const store = hold(opened(wire, shown, now()));
  const { own, isGone } = places(element);
  /** @type {import('./scene.js').Voice} */
  const voice = (key, values = {}) => filled(said(texts[key], store.now().language), values);
  const figures = painter({
    element,
    plotly: '',
    store,
    voice: () => voice,
    isGone,
    say: (key) => voice(`figure_${key}`),
  });
  const replaying = player(store);
  const drawer = find(element, '.drawer');
  const draw = () => void (drawer.hidden || figures.paint(true));
  const seen = stage({
    element,
    words,
    settings,
    drawing,
    now: store.now,
    switched: () => undefined, // what is past stays as it was
  });
  store.follow((state, before) => {
    seen.show(state, voice);
    show({ element, words, settings }, state, voice);
    if (state.log.n && state !== before) draw();
  });
  store.follow((state) => {
    const isLast = shownStep(state) === state.log.n - 1;
    const wanted = isLast ? detail : null; // the rules of other steps are not in the file
    if (state.detail !== wanted) store.update({ detail: wanted });
  });
  const program = { wish: () => undefined };
  remote({ element, store, program, replaying, seen, isSeen: () => true, isGone });
  steering({ element, store, replaying, figures, voice, settings, draw });

  onChange(() => {
    store.update({ language: now() });
    seen.again();
  });
  for (const plot of all(element, '.plot')) own(plot, () => draw());
  apply(document);
  store.update({ key: 'saved', ...told(store.now(), race) });
}
