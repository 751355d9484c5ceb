/** The steps' scripts, each begun when it is first needed. */
import { now } from '../language.js';
import { filled, said } from '../pairs.js';
import { followed } from './following.js';
import { guessing } from './guessing.js';
import { owned } from './memory.js';
import { factor, share } from './numbers.js';
import { deeper } from './steps/deeper.js';
import { hears } from './steps/hears.js';
import { look } from './steps/look.js';
import { normalise } from './steps/normalise.js';
import { open } from './steps/open.js';
import { plus } from './steps/plus.js';
import { see } from './steps/see.js';
import { switching } from './steps/switching.js';
import { spoken } from './telling.js';

/** @type {Record<string, (tools: import('./step.js').Tools) => import('./step.js').Step>} */
const STEPS = { see, deeper, hears, normalise, plus, switch: switching, look, open };

/**
 * @param {object} given
 * @param {import('./step.js').Props} given.props
 * @param {Record<string, (request: object) => Promise<any>>} given.server
 * @param {Record<string, HTMLElement>} given.sections By step.
 * @param {ReturnType<typeof import('./memory.js').guesses>} given.kept
 * @param {() => boolean} given.still
 * @param {() => number} given.reopened
 */
export function running({ props, server, sections, kept, still, reopened }) {
  /** @type {Record<string, import('./step.js').Step>} */
  const begun = {};
  /** @type {import('../race/scene.js').Voice} */
  const voice = (key, values = {}) => filled(said(props.texts[key], now()), values);
  const drawn = () =>
    Object.fromEntries(
      Object.entries(props.drawing).map(([key, pair]) => [key, said(pair, now())]),
    );
  const named = (/** @type {string} */ name, /** @type {number} */ value) =>
    name === 'hears' ? factor(10 ** value) : share(value / 100);

  /** @type {(cure: string, place: number) => string} */
  const moved = (cure, place) => {
    const name = props.said['open'].cures?.[cure];
    return voice('lesson_moved', { name: name ? said(name, now()) : cure, place });
  };

  /** @param {string} name */
  function begin(name) {
    const section = sections[name];
    const controls = guessing(section, guessed, named, moved);
    /** @param {import('./memory.js').Guess} guess */
    function guessed(guess) {
      kept.add(name, guess);
      controls.show(kept.of(name));
      begun[name]?.redraw?.();
    }
    controls.show(kept.of(name));
    return STEPS[name]({
      section,
      figure: /** @type {HTMLElement} */ (section.querySelector('.figure')),
      props,
      drawn,
      voice,
      ask: (what) => server.shown({ what }),
      follow(name, again) {
        const former = owned.read()?.token ?? '';
        return followed({ server, wire: props.wire, name, language: now(), again, former });
      },
      owned,
      reopened,
      guess: () => kept.of(name),
      guessed,
      still,
      ...spoken(section, props, name),
    });
  }

  return {
    /** @param {string} name */
    step: (name) => (begun[name] ??= begin(name)),

    /** @param {string} name */
    redraw: (name) => begun[name]?.redraw?.(),

    /**
     * Ends a step's script and what was guessed in it, so that it begins anew.
     * @param {string} name
     */
    forget(name) {
      begun[name]?.leave?.();
      if (name === 'switch') owned.keep(null);
      delete begun[name];
      kept.forget(name);
    },
  };
}
