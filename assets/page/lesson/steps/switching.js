/** Step 6: shortcuts for the network that has learned nothing, none for the one that has. */
import { all, find } from '../../component.js';
import { lastTested } from '../../race/log.js';
import { shownStep } from '../../race/state.js';
import { lane } from '../../stage/lane.js';
import { GRADIENT } from '../../stage/shine.js';
import { factor, share } from '../numbers.js';
import { once } from '../step.js';
import { heard } from './hears.js';

const FIRST = 60; // steps before anything is switched
/** What is switched at each press, and how many steps the room then watches. */
const MOMENTS = /** @type {const} */ ([
  { network: 'plain', factor: 1, steps: 40, told: null },
  { network: 'residual', factor: 0, steps: 20, told: 'lesson_cut' },
  { network: 'residual', factor: 1, steps: 40, told: 'lesson_given_back' },
]);

/** @type {(tools: import('../step.js').Tools) => import('../step.js').Step} */
export function switching({ figure, props, drawn, follow, guess, tell, yours, voice, wait }) {
  const lanes = all(figure, '.lane').map((place) => {
    const kind = place.dataset.kind ?? '';
    find(place, '.curve', SVGSVGElement).setAttribute('aria-label', voice('lesson_preparing'));
    return { kind, ...lane(place, kind, drawn) };
  });
  let due = FIRST;
  let gone = false;

  const begun = once(async () => {
    const race = await follow('switch');
    race.store.follow(show);
    return race;
  });

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
    wait(props.texts['lesson_still_learning']);
    await race.until(({ log, phase, more }) => log.n >= due && (phase === 'finished' || more));
    wait(null);
    const at = race.store.now().log.n;
    const right = () => lastTested(race.store.now().log, race.store.now().log.n - 1, network) ?? 0;
    const hears = (/** @type {number} */ step) => heard(race.store.now().log, step, network)[0];
    const before = { right: right(), hears: hears(at - 1) };
    if (
      !(await race.wish('switch', { network, factor: given })) ||
      !(await race.wish('more', { steps }))
    ) {
      throw new Error('gone');
    }
    due = at + steps;
    await race.until(({ log }) => log.n >= due);
    if (moment === 1) {
      const own = guess().sliders?.right;
      yours(own === undefined ? null : share(own / 100));
    } else yours(null);
    tell(
      {
        before: share(before.right),
        after: share(right()),
        faint: factor(before.hears),
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
