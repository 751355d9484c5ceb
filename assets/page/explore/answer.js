/**
 * One answer on the page: opacity, channels by mouse and arrow keys, the block view. The drawing
 * itself is HTML made in Python; this only asks for more of it and puts it in place.
 */
import { all, around, find, input } from '../component.js';
import { apply } from '../language.js';
import { drawn } from './network.js';

/**
 * What is asked about a channel.
 * @typedef {{ stage: number, rank?: number, channel?: number }} Wish
 */

const STEPS = new Map([
  ['ArrowRight', 1],
  ['ArrowLeft', -1],
  ['ArrowDown', 4],
  ['ArrowUp', -4],
]);
const CELL = '.channels button';
const OPACITY = '--heat-opacity';

/** @param {import('../component.js').Component} component */
export function mount({ element, watch, server }) {
  const key = () => /** @type {HTMLElement | null} */ (element.querySelector('.view'))?.dataset.key;
  const panel = () => find(element, '.channel');
  /** @type {Wish | null} */
  let waiting = null; // the newest wish while an answer is under way: held keys do not pile up
  let busy = false;
  /** @type {ReturnType<typeof drawn>} */
  let network = null;
  /** @type {WeakMap<Element, Promise<unknown>>} */
  const asked = new WeakMap(); // what each part that unfolds holds

  /**
   * Asks for more HTML and puts it in place.
   * @param {string} question
   * @param {object} request
   * @param {Element} place
   */
  async function ask(question, request, place) {
    const about = key();
    place.setAttribute('aria-busy', 'true');
    try {
      const answer = await server[question]({ key: about, ...request });
      if (about !== key()) return null; // another photograph was chosen meanwhile
      place.innerHTML = answer.html;
      apply(element);
      return answer;
    } catch (error) {
      place.textContent = error instanceof Error ? error.message : String(error);
      return null;
    } finally {
      place.removeAttribute('aria-busy');
    }
  }

  /** @param {Wish} wish */
  async function channel(wish) {
    if (busy) {
      waiting = wish;
      return;
    }
    busy = true;
    const answer = await ask('channel', wish, panel());
    if (answer?.count) show(answer);
    busy = false;
    const next = waiting;
    waiting = null;
    if (next) channel(next);
  }

  /** @param {{ count: number, stage: number, rank: number }} answer */
  function show({ count, stage, rank }) {
    const { dataset } = panel();
    dataset.count = String(count);
    // while a newer wish waits, the keys have already moved on: an old answer must not pull them
    // back
    if (!waiting) Object.assign(dataset, { stage, rank });
    network?.select(`stage${stage + 1}`);
    for (const cell of all(element, CELL)) {
      const chosen = stageOf(cell) === stage && Number(cell.dataset.rank) === rank;
      cell.setAttribute('aria-pressed', String(chosen));
      if (!chosen) continue;
      for (const other of all(element, CELL)) {
        if (other.parentElement === cell.parentElement) other.tabIndex = other === cell ? 0 : -1;
      }
    }
  }

  /** @param {{ block?: string, channel?: number }} request */
  function block(request) {
    network?.select(request.block ?? null);
    return ask('block', request, find(element, '.block-sum'));
  }

  /** @param {number} stage */
  async function openStage(stage) {
    await channel({ stage, rank: 0 });
    panel().scrollIntoView({ block: 'nearest' });
  }

  /** @param {string} name */
  async function openBlock(name) {
    const part = find(element, 'details.blocks', HTMLDetailsElement);
    part.open = true;
    await unfolded(part);
    if (!element.contains(part) || !part.querySelector('.block-sum')) return;
    await block({ block: name });
    part.querySelector('.block-sum')?.scrollIntoView({ block: 'nearest' });
  }

  /**
   * Asks for what a part holds when it is first unfolded.
   * @param {HTMLElement} part
   */
  function unfolded(part) {
    const { question = '' } = part.dataset;
    if (!asked.has(part)) asked.set(part, ask(question, {}, find(part, '.body')));
    return asked.get(part);
  }

  element.addEventListener('click', (event) => {
    const cell = around(event, CELL);
    if (cell) {
      cell.focus();
      channel({ stage: stageOf(cell), rank: Number(cell.dataset.rank) });
    }
    const chosen = around(event, 'button.block');
    if (chosen) block({ block: chosen.dataset.block });
  });

  element.addEventListener('keydown', (event) => {
    const step = STEPS.get(event.key);
    const cell = around(event, CELL);
    if (!step || input(event, 'input') || !(cell || around(event, '.channel'))) return;
    event.preventDefault();
    const { dataset } = panel();
    const stage = cell ? stageOf(cell) : Number(dataset.stage);
    const looked = dataset.stage === String(stage) && dataset.rank;
    const from = Number(looked || (cell?.dataset.rank ?? 0));
    const rank = Math.max(0, Math.min(Number(dataset.count || Infinity) - 1, from + step));
    Object.assign(dataset, { stage, rank });
    // beyond the sheet the keys go on through all channels, the panel follows
    all(element, `.card[data-stage="${stage}"] ${CELL}[data-rank="${rank}"]`)[0]?.focus();
    channel({ stage, rank });
  });

  element.addEventListener('change', (event) => {
    const box = input(event, 'input[type=number]');
    if (!box || box.value === '') return; // nothing typed yet
    const number = Number(box.value);
    if (box.matches('.channel-number')) {
      channel({ stage: Number(panel().dataset.stage), channel: number });
    } else if (box.matches('.block-channel')) {
      block({ block: box.dataset.block, channel: number });
    }
  });

  element.addEventListener('input', (event) => {
    const slider = input(event, '.opacity input');
    if (slider) document.documentElement.style.setProperty(OPACITY, String(+slider.value / 100));
  });

  const opened = (/** @type {Event} */ event) => {
    const part = event.target;
    if (part instanceof HTMLDetailsElement && part.open && part.dataset.question) unfolded(part);
  };
  element.addEventListener('toggle', opened, true); // it does not bubble: hence the capture

  function settle() {
    // a new answer keeps the opacity that the person chose
    const chosen = getComputedStyle(document.documentElement).getPropertyValue(OPACITY);
    for (const slider of all(element, '.opacity input')) {
      if (chosen) /** @type {HTMLInputElement} */ (slider).value = String(Number(chosen) * 100);
    }
    apply(element);
    network?.dispose();
    network = drawn(element, { stage: openStage, block: openBlock });
  }
  watch('value', settle);
  settle();
}

/**
 * The stage of a cell of the sheet of channels.
 * @param {HTMLElement} cell
 */
const stageOf = (cell) => Number(/** @type {HTMLElement} */ (cell.closest('.card')).dataset.stage);
