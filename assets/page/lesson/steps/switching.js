/** Step 6: shortcuts for the network that has learned nothing, none for the one that has. */
import { all, find } from '../../component.js';
import { lastTested } from '../../race/log.js';
import { shownStep } from '../../race/state.js';
import { lane } from '../../stage/lane.js';
import { GRADIENT } from '../../stage/shine.js';
import { factor, share } from '../numbers.js';
import { once } from '../step.js';
import { heard } from './hears.js';

const SAID = 10; // steps between two tellings of how far the race is
const FIRST = 60; // steps before anything is switched
/** What is switched at each press, and how many steps the room then watches. */
const MOMENTS = /** @type {const} */ ([
  { network: 'plain', factor: 1, steps: 40, told: null },
  { network: 'residual', factor: 0, steps: 20, told: 'lesson_cut' },
  { network: 'residual', factor: 1, steps: 40, told: 'lesson_given_back' },
]);

/** @type {(tools: import('../step.js').Tools) => import('../step.js').Step} */
export function switching({
  figure,
  props,
  drawn,
  follow,
  guess,
  tell,
  yours,
  voice,
  wait,
  owned,
  reopened,
}) {
  const lanes = all(figure, '.lane').map((place) => {
    const kind = place.dataset.kind ?? '';
    find(place, '.curve', SVGSVGElement).setAttribute('aria-label', voice('lesson_preparing'));
    return { kind, ...lane(place, kind, drawn) };
  });
  let due = FIRST;
  let gone = false;

  const begun = once(async () => {
    const race = (await before()) ?? (await follow('switch'));
    owned.keep(race.own);
    race.store.follow(show);
    show(race.store.now());
    return race;
  });

  /** This window's race, where the page was loaded again with what it had shown. */
  async function before() {
    const own = owned.read();
    const times = reopened();
    if (!own || !times) return null;
    const whole = MOMENTS.slice(0, times).reduce((sum, { steps }) => sum + steps, FIRST);
    const race = await follow('switch', own);
    try {
      await race.until(({ log }) => log.n >= whole);
      if (race.store.now().log.events.length === times) return race;
    } catch {
      // it is no longer kept
    }
    race.leave();
    return null;
  }

  /**
   * Waits until the race has come so far, and says how far it is.
   * @param {import('../following.js').Followed} race
   * @param {number} steps
   * @param {(state: import('../../race/state.js').State) => boolean} enough
   */
  async function until(race, steps, enough) {
    let said = -1;
    await race.until((state) => {
      const { n } = state.log;
      const tens = n - (n % SAID);
      if (enough(state)) return true;
      if (tens !== said) {
        said = tens;
        wait(props.texts['lesson_race_runs'], { step: String(tens), steps: String(steps) });
      }
      return false;
    });
    wait(null);
  }

  /** @param {import('../../race/state.js').State} state */
  function show(state) {
    const step = shownStep(state);
    if (gone || step < 0) return;
    for (const each of lanes) {
      each.show({
        log: state.log,
        step,
        quantity: GRADIENT,
        former: null,
        words: props.words,
        voice,
      });
    }
  }

  /** @param {number} moment */
  async function switched(moment) {
    const { network, factor: given, steps, told } = MOMENTS[moment - 1];
    const race = await begun();
    const made = race.store.now().log.events[moment - 1]; // in this window, before
    if (!made) {
      const free = (/** @type {import('../../race/state.js').State} */ { phase, more }) =>
        phase === 'finished' || more;
      await until(race, due, (state) => state.log.n >= due && free(state));
    }
    const at = made ? made[0] - 1 : race.store.now().log.n;
    const right = (/** @type {number} */ step) =>
      lastTested(race.store.now().log, step, network) ?? 0;
    const hears = (/** @type {number} */ step) => heard(race.store.now().log, step, network)[0];
    const former = { right: right(at - 1), hears: hears(at - 1) };
    if (
      !made &&
      (!(await race.wish('switch', { network, factor: given })) ||
        !(await race.wish('more', { steps })))
    ) {
      throw new Error('gone');
    }
    due = at + steps;
    await until(race, due, ({ log }) => log.n >= due);
    if (moment === 1) {
      const own = guess().sliders?.right;
      yours(own === undefined ? null : share(own / 100));
    } else yours(null);
    tell(
      {
        before: share(former.right),
        after: share(right(due - 1)),
        faint: factor(former.hears),
        loud: factor(hears(at)),
        settings: props.settings.switch,
      },
      told ? props.texts[told] : undefined,
    );
  }

  return {
    prepare: async () => undefined, // a race of one's own begins when it is seen
    open: () => void begun().catch(() => {}),
    show: switched,
    redraw: () => {
      for (const { again } of lanes) again();
    },
    leave() {
      gone = true;
      begun().then(
        (race) => race.leave(),
        () => {},
      );
    },
  };
}
