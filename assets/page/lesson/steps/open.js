/** Step 8: four cures, each a short race; at 20 layers all help, at 56 not all. */
import { find } from '../../component.js';
import { said } from '../../pairs.js';
import { now } from '../../language.js';
import { lastTested } from '../../race/log.js';
import { places, share } from '../numbers.js';
import { once } from '../step.js';

/** @type {(tools: import('../step.js').Tools) => import('../step.js').Step} */
export function open({ figure, props, follow, guess, tell, yours, voice, wait }) {
  const { cures, depths } = props;
  /** @type {Record<string, number>} Accuracies, by `RACE-DEPTH` and network. */
  const right = {};
  let shown = 0;
  let images = 0; // on which accuracies are measured

  /** @param {string} name */
  const ran = (name) =>
    once(async () => {
      const race = await follow(name);
      await race.until(({ log, steps }) => log.n > 0 && log.n >= steps);
      race.leave();
      const { log } = race.store.now();
      images = log.facts?.test_images ?? 0;
      for (const kind of log.wire.networks) {
        right[`${name} ${kind}`] = lastTested(log, log.n - 1, kind) ?? 0;
      }
      redraw();
    });
  const races = Object.fromEntries(
    depths.map((depth) => [
      depth,
      [...new Set(Object.values(cures).map(([race]) => `${race}-${depth}`))].map(ran),
    ]),
  );

  /** One after the other: side by side none would be done sooner. */
  const prepare = once(async () => {
    for (const depth of depths) for (const race of races[depth]) await race();
  });

  /**
   * @param {string} cure
   * @param {number} depth
   * @returns {number | undefined}
   */
  const accuracy = (cure, depth) => right[`${cures[cure][0]}-${depth} ${cures[cure][1]}`];

  function redraw() {
    if (!shown) return;
    const seen = depths.slice(0, shown);
    const names = Object.keys(cures).sort(
      (one, other) => (accuracy(other, depths[0]) ?? -1) - (accuracy(one, depths[0]) ?? -1),
    );
    const order = guess().order;
    find(figure, 'table').hidden = false;
    const heads = document.createElement('tr');
    heads.append(document.createElement('td'), ...seen.map(column));
    find(figure, 'thead').replaceChildren(heads);
    const known = names.every((cure) => accuracy(cure, depths[0]) !== undefined);
    const ranks = known
      ? places(
          names.map((cure) => accuracy(cure, depths[0]) ?? 0),
          images,
        )
      : [];
    find(figure, '.rule').textContent = known ? voice('lesson_tie_rule', { images }) : '';
    find(figure, 'tbody').replaceChildren(
      ...names.map((cure, at) => {
        const row = document.createElement('tr');
        const head = document.createElement('th');
        head.scope = 'row';
        head.textContent = said(props.said.open.cures?.[cure] ?? { en: cure }, now());
        const place = order ? order.indexOf(cure) + 1 : 0;
        const places = document.createElement('small');
        if (ranks.length) places.append(ranked(ranks[at]));
        if (ranks.length && place) places.append(' · ');
        if (place) {
          const own = document.createElement('span');
          own.className = 'own';
          own.textContent = voice('lesson_you_place', { place });
          places.append(own);
        }
        head.append(places);
        row.append(head, ...seen.map((depth) => bar(cure, depth)));
        return row;
      }),
    );
    const sick = seen.map((depth) => {
      const value = right[`none-${depth} plain`];
      return voice('lesson_layers', { depth, value: value === undefined ? '…' : share(value) });
    });
    find(figure, '.sick').textContent = `${voice('lesson_without')} ${sick.join(' · ')}`;
  }

  /** @param {[number, number]} places The first and the last that it may have. */
  const ranked = ([first, last]) =>
    first === last
      ? voice('lesson_ranked', { place: first })
      : voice('lesson_tied', { first, last });

  /** @param {number} depth */
  function column(depth) {
    const head = document.createElement('th');
    head.scope = 'col';
    head.textContent = voice('lesson_column', { depth });
    return head;
  }

  /**
   * @param {string} cure
   * @param {number} depth
   */
  function bar(cure, depth) {
    const cell = document.createElement('td');
    const value = accuracy(cure, depth);
    const filled = document.createElement('i');
    filled.className = cures[cure][1];
    filled.style.width = `${70 * (value ?? 0)}%`;
    const name = document.createElement('span');
    name.textContent = value === undefined ? '…' : share(value);
    cell.append(filled, name);
    return cell;
  }

  return {
    prepare,

    async show(moment) {
      prepare().catch(() => {});
      shown = moment;
      redraw();
      wait(props.texts['lesson_still_learning']);
      for (const race of races[depths[moment - 1]]) await race();
      wait(null);
      redraw();
      yours(null);
      const sick = right[`none-${depths[moment - 1]} plain`] ?? 0;
      tell(
        { sick: share(sick), settings: props.settings[`none-${depths[0]}`] },
        moment === 1 ? undefined : props.texts['lesson_at_56'],
      );
    },

    redraw,
  };
}
