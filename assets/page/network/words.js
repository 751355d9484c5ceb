/** A drawn network in words: for those who hear it, and for whoever points at a part. */
import { blocks, mainPath } from './anatomy.js';

/** @typedef {Record<string, string>} Texts Templates by key, of one language. */

/**
 * The text alternative of a whole drawing.
 * @param {import('./anatomy.js').Anatomy} anatomy
 * @param {Texts} texts
 */
export function described(anatomy, texts) {
  const every = blocks(anatomy);
  const sizes = anatomy.stages.map((stage) => stage.blocks.length);
  const whole = filled(texts.network_alt, {
    name: anatomy.name,
    layers: mainPath(anatomy).length,
    stages: sizes.length,
    blocks: sizes.every((size) => size === sizes[0]) ? sizes[0] : sizes.join(' + '),
    each: every[0]?.layers.length ?? 0,
  });
  const kinds = kindsOf(anatomy).map((kind) =>
    filled(texts[`network_alt_${kind}`], {
      count: every.filter((block) => block.shortcut === kind).length,
    }),
  );
  if (!kinds.length) kinds.push(texts.network_alt_plain);
  if (anatomy.pre_activation) kinds.push(texts.network_alt_pre_activation);
  return [whole, ...kinds].join(' ');
}

/**
 * The kinds of shortcuts that a network has.
 * @param {import('./anatomy.js').Anatomy} anatomy
 */
export function kindsOf(anatomy) {
  const there = new Set(blocks(anatomy).map((block) => block.shortcut));
  return /** @type {const} */ (['identity', 'padding', 'projection']).filter((kind) =>
    there.has(kind),
  );
}

/**
 * The name of a part.
 * @param {import('./anatomy.js').Part} part
 * @param {Texts} texts
 */
export function named({ name, within, stage, block, layer }, texts) {
  const [, stageNumber, blockNumber] = /^stage(\d+)(?:\.block(\d+))?/.exec(name) ?? [];
  if (stage) {
    return filled(texts.network_stage, { stage: stageNumber, blocks: stage.blocks.length });
  }
  if (block) {
    const shortcut = texts[`network_shortcut_${block.shortcut ?? 'plain'}`];
    return filled(texts.network_block, { stage: stageNumber, block: blockNumber, shortcut });
  }
  const { kernel, channels } = /** @type {import('./anatomy.js').Layer} */ (layer);
  if (!within.length && name === 'fc') return filled(texts.network_head, { channels });
  return filled(texts.network_layer, { name, kernel, channels });
}

/**
 * A template with its {values}.
 * @param {string} template
 * @param {Record<string, string | number>} values
 */
const filled = (template, values) =>
  template.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
