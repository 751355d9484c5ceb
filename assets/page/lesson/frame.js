/** The lesson: asks, lets the room commit itself, shows; moved by a presenter's remote. */
import { asked, keep, refuse } from '../address.js';
import { around, find, say } from '../component.js';
import { apply, now, onChange } from '../language.js';
import { filled, said } from '../pairs.js';
import { openPython } from '../python.js';
import { guesses } from './memory.js';
import { after, before, neighbour, placeOf, stepsOf } from './moments.js';
import { listenToRemote, takeEarly } from './remote.js';
import { roving } from './roving.js';
import { running } from './running.js';
import { buttons, leads } from './telling.js';

/** @typedef {import('./step.js').Props} Props */

const VERSIONS = ['10', '45', 'alone'];
const SOON = 200; // milliseconds after which it is said that something is being computed

/** @param {import('../component.js').Component<Props>} component */
export function begin({ element, props, server }) {
  const lesson = find(element, '.lesson');
  const kept = guesses();
  const every = Object.keys(props.minutes);
  const sections = Object.fromEntries(
    every.map((name) => [name, find(element, `.step[data-step="${name}"]`)]),
  );
  const moments = Object.fromEntries(
    every.map((name) => [name, Number(sections[name].dataset.moments)]),
  );
  const fresh = Object.fromEntries(every.map((name) => [name, sections[name].innerHTML]));
  const shown = Object.fromEntries(every.map((name) => [name, 0]));
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  /** @type {(key: string, values?: object) => string} */
  const voice = (key, values = {}) =>
    filled(said(props.texts[key], now()), /** @type {any} */ (values));
  let version = asked('version', 'lesson') ?? '45';
  if (!VERSIONS.includes(version)) {
    version = '45';
    refuse('lesson', 'version', VERSIONS.join(', '));
  }
  let hurried = false; // what a link asks for is there at once
  let showing = false;
  const wanted = placeOf(moments, asked('step', 'lesson'), asked('shown', 'lesson'));
  let current = wanted.step;
  const plan = () => ({ steps: stepsOf(props.minutes, version), moments });
  const isGone = () => !element.isConnected;
  const { step, forget, redraw } = running({
    props,
    server,
    sections,
    kept,
    still: () => hurried || calm.matches,
    reopened: () => (current === wanted.step && shown[current] < wanted.shown ? wanted.shown : 0),
  });

  /**
   * Enters a step, as it was left.
   * @param {string} name
   */
  function enter(name) {
    current = name;
    for (const each of every) sections[each].hidden = each !== name;
    frame();
    const here = step(name);
    here.open?.();
    here
      .prepare()
      .then(() => ahead(name))
      .catch((trouble) => name === current && fail(trouble));
    here.redraw?.();
    keep('lesson', {
      step: String(every.indexOf(name) + 1),
      shown: shown[name] ? String(shown[name]) : null,
      version: version === '45' ? null : version,
    });
  }

  /**
   * Asks for what the next step needs, while the room looks at this one.
   * @param {string} name
   */
  function ahead(name) {
    const next = neighbour(plan(), name, 1);
    if (next && !isGone())
      step(next)
        .prepare()
        .catch(() => {}); // said when it is entered
  }

  /** What stands around the step. */
  function frame() {
    lesson.dataset.version = version;
    buttons(element, {
      plan: plan(),
      current,
      shown,
      title: (name) => props.said[name].title,
    });
    find(element, '.version', HTMLSelectElement).value = version;
    leads(element, version);
  }

  /** @param {unknown} trouble */
  function fail(trouble) {
    const place = find(element, '.trouble');
    place.hidden = false;
    const why = trouble instanceof Error ? trouble.message : '';
    console.error(trouble); // for whoever looks with the console
    if (why.startsWith('<'))
      place.innerHTML = why; // a sentence of the program, in every language
    else say(place, voice('lesson_trouble'));
  }

  /** Shows what comes next in this step. */
  async function reveal() {
    const name = current;
    if (showing || shown[name] >= moments[name]) return;
    showing = true;
    const section = sections[name];
    const button = find(section, '.shows', HTMLButtonElement);
    button.setAttribute('aria-disabled', 'true'); // it keeps the focus
    find(element, '.trouble').hidden = true;
    const preparing = find(section, '.preparing');
    const late = setTimeout(() => (preparing.hidden = hurried), SOON);
    try {
      await step(name).prepare();
      clearTimeout(late);
      preparing.hidden = true;
      await step(name).show(shown[name] + 1);
      shown[name]++;
      section.dataset.shown = String(shown[name]);
    } catch (trouble) {
      fail(trouble);
    } finally {
      clearTimeout(late);
      preparing.hidden = true;
      button.removeAttribute('aria-disabled');
      showing = false;
    }
    const focused = document.activeElement === button;
    frame();
    if (focused && button.hidden) further(section).focus({ preventScroll: true });
    keep('lesson', { shown: shown[name] ? String(shown[name]) : null });
  }

  /**
   * What is pressed after all has been shown.
   * @param {HTMLElement} section
   */
  function further(section) {
    const next = find(element, '.moves .next', HTMLButtonElement);
    return next.disabled ? find(section, '.covers') : next;
  }

  /**
   * Leads somebody to a step: what is read and reached next is its question.
   * @param {string} name
   */
  function lead(name) {
    enter(name);
    find(sections[name], 'h2').focus();
  }

  /** This step as a program. */
  async function python() {
    const program = await server.python({ step: current, shown: shown[current] });
    if (program.script) openPython(program);
  }

  /** Covers a step again, for another class. */
  function cover() {
    forget(current);
    shown[current] = 0;
    delete sections[current].dataset.shown;
    sections[current].innerHTML = fresh[current];
    apply(sections[current]);
    lead(current);
  }

  /** @param {import('./moments.js').Place | null} place */
  function go(place) {
    if (!place || showing) return undefined;
    if (place.step !== current) lead(place.step);
    else if (place.shown > shown[current]) return reveal();
    return undefined;
  }
  const here = () => ({ step: current, shown: shown[current] });
  const forward = () => go(after(plan(), here(), (name) => shown[name]));
  const backward = () => go(before(plan(), here(), (name) => shown[name]));

  element.addEventListener('click', (event) => {
    const button = around(event, 'button');
    if (!button) return;
    if (button.dataset.go) lead(button.dataset.go);
    else if (button.matches('.shows')) reveal();
    else if (button.matches('.covers')) cover();
    else if (button.matches('.as-python')) python();
    else if (button.matches('.next')) {
      const next = neighbour(plan(), current, 1);
      if (next) lead(next);
    } else if (button.matches('.back')) backward();
  });
  element.addEventListener('change', (event) => {
    const menu = event.target;
    if (!(menu instanceof HTMLSelectElement)) return;
    version = menu.value;
    const { steps } = plan();
    enter(steps.includes(current) ? current : steps[0]);
  });

  roving(find(element, '.timeline'), '[data-go]', 'ArrowLeft', 'ArrowRight');
  listenToRemote(lesson, isGone, forward, backward);

  const languages = onChange(() => {
    if (isGone()) return languages.disconnect();
    frame();
    return redraw(current);
  });

  apply(element);
  begun();

  /** Opens where the address says, or at the beginning. */
  async function begun() {
    for (const [name, allowed] of Object.entries(wanted.doubts)) refuse('lesson', name, allowed);
    enter(wanted.step);
    hurried = true;
    while (shown[wanted.step] < wanted.shown && current === wanted.step) {
      const had = shown[wanted.step];
      await reveal();
      if (shown[wanted.step] === had) break;
    }
    hurried = false;
    for (const by of takeEarly()) await (by > 0 ? forward() : backward());
  }
}
