/**
 * One answer on the page: what is picked in its network opens below it, a prediction is explained
 * by a click. All is HTML made in Python; this only asks for more of it and puts it in place.
 */
import { all, around, find, input } from '../component.js';
import { apply } from '../language.js';
import { CELL, followKeys, stageOf } from './channel_keys.js';
import { followPredictions } from './explain.js';
import { firstSeen } from '../first_seen.js';
import { linked } from './link.js';
import { drawn } from './network.js';
import { followOpacity, keepOpacity } from './opacity.js';
import { followRules } from './rules.js';
import { takeAway } from './saves.js';

/**
 * What is asked about a channel.
 * @typedef {{ stage: number, rank?: number, channel?: number }} Wish
 */

const NARROW = '(max-width: 700px)'; // where the answer lies below what was chosen

/** @param {import('../component.js').Component} component */
export function mount({ element, trigger, watch, server }) {
  const key = () => /** @type {HTMLElement | null} */ (element.querySelector('.view'))?.dataset.key;
  const panel = () => find(element, '.channel');
  /** @type {Wish | null} */
  let waiting = null; // the newest wish while an answer is under way: held keys do not pile up
  let busy = false;
  /** @type {ReturnType<typeof drawn>} */
  let network = null;
  const link = linked(element);
  let settled = false;
  /** @type {import('./link.js').Pick | null} */
  let picked = null; // by the person: stays when another photograph is chosen
  /** @type {WeakMap<Element, Promise<unknown>>} */
  let asked = new WeakMap(); // what each part that unfolds holds

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
      return null;
    }
    busy = true;
    const answer = await ask('channel', wish, panel());
    if (answer?.count) mark(answer);
    busy = false;
    const next = waiting;
    waiting = null;
    if (next) return channel(next);
    return answer;
  }

  /** @param {{ count: number, stage: number, rank: number }} answer */
  function mark({ count, stage, rank }) {
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

  /**
   * Opens a stage's channels below the network.
   * @param {number} stage
   * @param {number} [number] Of a channel; the strongest one if none is asked for.
   */
  async function openStage(stage, number) {
    reveal('.of-stage');
    const sheets = all(element, '.sheet');
    for (const sheet of sheets) sheet.hidden = stageOf(sheet) !== stage;
    await unfolded(sheets[stage]);
    if (element.contains(sheets[stage])) await channel({ stage, rank: 0, channel: number });
  }

  /**
   * Opens a block's sum below the network.
   * @param {string} name
   * @param {number} [number] Of a channel; the liveliest one if none is asked for.
   */
  async function openBlock(name, number) {
    reveal('.of-block');
    const part = find(element, '.blocks');
    await unfolded(part);
    if (!element.contains(part)) return;
    network?.cosines(part);
    const rows = all(part, 'button.block');
    for (const row of rows) row.setAttribute('aria-pressed', String(row.dataset.block === name));
    const [list] = all(part, '.block-list');
    const row = rows.find(({ dataset }) => dataset.block === name);
    if (list && row) list.scrollTop = row.offsetTop - (list.clientHeight - row.offsetHeight) / 2;
    await block({ block: name, channel: number });
  }

  /** @param {string} part */
  function reveal(part) {
    find(element, '.picked').hidden = false;
    for (const each of all(element, '.picked > *')) each.hidden = !each.matches(part);
  }

  const byHand = {
    stage: (/** @type {number} */ stage) => pick({ stage }),
    block: (/** @type {string} */ name) => pick({ block: name }),
    /** @param {Wish} wish */
    async channel(wish) {
      const answer = await channel(wish);
      if (answer?.count) link.keepPick(answer);
    },
  };

  /** @param {{ stage?: number, block?: string }} what */
  async function pick(what) {
    picked = what;
    link.keepPick(what);
    await (what.block === undefined ? openStage(what.stage ?? 0) : openBlock(what.block));
    // into sight, where the screen does not hold it
    all(element, '.picked')[0]?.scrollIntoView({ block: 'nearest' });
  }

  /**
   * Asks for what a part holds when it is first unfolded.
   * @param {HTMLElement} part
   */
  function unfolded(part) {
    const { question = '', stage } = part.dataset;
    const wanted = stage === undefined ? {} : { stage: Number(stage) };
    if (!asked.has(part)) asked.set(part, ask(question, wanted, find(part, '.body')));
    return asked.get(part);
  }

  element.addEventListener('click', (event) => {
    const cell = around(event, CELL);
    if (cell) {
      cell.focus();
      byHand.channel({ stage: stageOf(cell), rank: Number(cell.dataset.rank) });
    }
    const chosen = around(event, 'button.block');
    if (chosen) byHand.block(chosen.dataset.block ?? '');
  });

  followKeys(element, panel, byHand.channel);

  element.addEventListener('change', (event) => {
    const box = input(event, 'input[type=number]');
    if (!box || box.value === '') return; // nothing typed yet
    const number = Number(box.value);
    if (box.matches('.channel-number')) {
      byHand.channel({ stage: Number(panel().dataset.stage), channel: number });
    } else if (box.matches('.block-channel')) {
      link.keepPick({ block: box.dataset.block, channel: number });
      block({ block: box.dataset.block, channel: number });
    }
  });

  followOpacity(element);
  followPredictions(element);
  followRules(element);
  takeAway(element, server, () => network);

  const opened = (/** @type {Event} */ event) => {
    const part = event.target;
    if (part instanceof HTMLDetailsElement && part.open && part.dataset.question) unfolded(part);
  };
  element.addEventListener('toggle', opened, true); // it does not bubble: hence the capture

  function settle() {
    asked = new WeakMap(); // a part of the page may stay, and hold another answer
    keepOpacity(element);
    apply(element);
    network?.dispose();
    network = drawn(element, byHand);
    link.keepAnswer();
    if (network) open(network.blocks);
  }

  /**
   * Opens what was picked before, else the last stage; below two networks nothing by itself.
   * @param {string[]} blocks Of the network.
   */
  function open(blocks) {
    const stages = all(element, '.sheet').length;
    const first = !settled;
    settled = true;
    if (first) picked = link.checked(stages, blocks);
    const { stage, block: name = '', channel: number } = picked ?? {};
    if (picked) picked = { stage, block: picked.block }; // then the strongest channel comes first
    if (element.querySelector('.view.slim') && !(first && picked)) {
      find(element, '.picked').hidden = true;
      return;
    }
    const opened = blocks.includes(name)
      ? openBlock(name, number)
      : openStage(Math.min(stage ?? stages, stages - 1), number);
    if (first) opened.then(link.checkChannel);
  }

  // an example is answered when the tab is first seen, and nothing has been asked yet
  let opening = Boolean(element.querySelector('.empty'));
  if (opening) {
    firstSeen(element, () => {
      if (element.querySelector('.empty')) trigger('input');
    });
  }
  watch('value', () => {
    settle();
    const below = element.closest('#answer') && matchMedia(NARROW).matches;
    if (below && !opening) element.scrollIntoView({ block: 'start' });
    opening = false;
  });
  settle();
}
