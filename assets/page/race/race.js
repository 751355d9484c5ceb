/** The Race tab: what is new is asked for and drawn, a person may replay and stop. */
import { all, around, find } from '../component.js';
import { pacer } from '../stage/pacer.js';
import { player } from '../stage/player.js';
import { arrive, remote } from '../stage/remote.js';
import { stage } from '../stage/stage.js';
import { isShown, places } from '../figures/places.js';
import { saveTable } from '../figures/picture.js';
import { saveParts } from '../figures/snapshot.js';
import { apply, now, onChange } from '../language.js';
import { filled, said } from '../pairs.js';
import { openPython } from '../python.js';
import { asking } from './asking.js';
import { askedRace, keepRace } from './link.js';
import { keep, lookedAt, tokenOf } from './memory.js';
import { painter } from './painter.js';
import { hold, isLive, opened, quantityOf, shownStep } from './state.js';
import { layersTable } from './table.js';
import { steering } from './steering.js';
import { show } from './view.js';

/** @typedef {import('./state.js').State} State */

const MORE = 60; // steps that a race goes on for at a time

/**
 * @typedef {object} Props
 * @property {string} plotly The address of plotly.
 * @property {Record<string, import('../pairs.js').Pair>} texts
 * @property {import('./words.js').Words} words
 * @property {import('./words.js').SettingNames} settings
 * @property {import('./wire.js').Wire} wire
 * @property {Record<string, import('../pairs.js').Pair>} drawing What a drawn network says.
 * @property {Record<string, string>} shown What each profile shows at first.
 */

/** @param {import('../component.js').Component<Props>} component */
export function mount({ element, props, trigger, watch, server }) {
  const { words, settings, texts } = props;
  const store = hold(opened(props.wire, props.shown, now()));
  const { own, dispose, isGone } = places(element);
  const gone = () => isGone() || !element.isConnected;
  /** @type {import('./scene.js').Voice} */
  const voice = (key, values = {}) => filled(said(texts[key], store.now().language), values);
  const say = (/** @type {'not_drawn' | 'no_plotly'} */ key) => voice(`figure_${key}`);
  const { plotly } = props;
  const figures = painter({ element, plotly, store, voice: () => voice, isGone, say });
  const isSeen = () => isShown(find(element, '.race-stage'));
  const program = asking({ store, server, isGone: gone, isSeen });
  const replaying = player(store);
  pacer(store);
  const seen = stage({
    element,
    words,
    settings,
    drawing: props.drawing,
    now: store.now,
    switched(network, factor) {
      store.update({ asked: { ...store.now().asked, [network]: factor } });
      program.wish('switch', { network, factor });
    },
  });
  let newly = false; // started from here, not seen yet
  let latest = 0; // when the race was born that was started last

  // for the browser's tests, and for whoever looks with the console
  Object.assign(window, {
    explorerRace: {
      log: () => ({ ...store.now().log, rows: store.now().log.rows.slice(0, store.now().log.n) }),
      get polls() {
        return program.polls();
      },
    },
  });

  /** @param {boolean} [force] */
  function draw(force = false) {
    if (isSeen()) program.explain(); // it waits for no drawing script
    figures.paint(force);
  }

  /** @type {(state: State, before: State) => void} */
  function changed(state, before) {
    if (state.key !== before.key) figures.clear();
    seen.show(state, voice); // at once, however long the figures take
    show({ element, words, settings }, state, voice);
    const { log, phase, replay, quantities, language } = state;
    const steered =
      replay !== before.replay || quantities !== before.quantities || language !== before.language;
    if (steered) draw(true);
    else if (log.n > before.log.n || phase !== before.phase)
      draw(!isLive(state) || replay !== null);
    if (phase !== before.phase) program.listSoon();
    if (!newly || !log.n) return;
    newly = false; // both networks on one screen
    arrive(element);
  }
  store.follow(changed);
  keepRace(store, Object.keys(settings));
  remote({ element, store, program, replaying, seen, isSeen, isGone: gone });

  steering({ element, store, replaying, figures, voice, settings, draw });
  element.addEventListener('click', (event) => {
    const button = around(event, 'button');
    if (!button) return;
    const { format, wish } = button.dataset;
    if (wish) program.wish(wish, wish === 'more' ? { steps: MORE } : {});
    else if (button.matches('.as-python')) python();
    else if (format && !around(event, '.chart') && store.now().log.n) saveStage(format);
  });
  element.addEventListener('change', (event) => {
    const menu = event.target;
    if (!(menu instanceof HTMLSelectElement) || !menu.matches('.races') || !menu.value) return;
    program.attach(menu.value);
    program.listSoon();
  });

  /** The race up to the step that is looked at, as a program. */
  async function python() {
    const { key, log } = store.now();
    if (!log.n) return;
    const program = await server.python({ run: key, step: log.rows[shownStep(store.now())].step });
    if (program.script) openPython(program);
  }

  /**
   * Saves both networks as they stand on the stage, or what their curves show.
   * @param {string} format
   */
  function saveStage(format) {
    const { log } = store.now();
    const shown = shownStep(store.now());
    const name = `race-step${log.rows[shown].step}`;
    const quantity = quantityOf(store.now(), 'stage');
    if (format === 'csv') saveTable(layersTable(log, quantity, shown, shown + 1), name);
    else saveParts(all(element, '.race-stage .lane'), name, format);
  }

  function started() {
    if (!props.value) return;
    const { key, token, born } = JSON.parse(props.value);
    if (born < latest) {
      // a knob and Start were pressed one after the other, and the first answer came last
      server.wish({ run: key, token, wish: 'stop' });
      return;
    }
    latest = born;
    if (tokenOf(key) !== null && key === store.now().key) return;
    program.leave();
    if (token) keep(key, token);
    program.attach(key);
    program.listSoon();
    newly = true;
  }

  for (const plot of all(element, '.plot')) own(plot, () => draw(true));
  const languages = onChange(() => {
    if (gone()) languages.disconnect();
    else {
      store.update({ language: now() });
      seen.again();
    }
  });
  watch('value', started);
  apply(element);
  show({ element, words, settings }, store.now(), voice);
  const asked = askedRace(Object.keys(settings));
  if (asked.settings || asked.key) trigger('input'); // the form is filled in
  const last = asked.key ?? (asked.settings ? null : lookedAt());
  if (last !== null) program.attach(last);
  else if (asked.settings) store.update({ away: true }); // to be computed, once Start is pressed
  started();
  program.loop().finally(dispose);
}
