/** What a network is made of, as Python's `explorer.networks.architecture` describes it. */

/**
 * @typedef {object} Layer A convolution, or the classifier.
 * @property {string} name As in a race's record: `conv1`, `stage1.block1.conv1`, ..., `fc`.
 * @property {number} kernel Side of its kernel; 1 for the classifier.
 * @property {number} channels That leave it.
 * @property {number} stride
 */
/** @typedef {'identity' | 'padding' | 'projection'} Shortcut */
/**
 * @typedef {object} Block
 * @property {string} name `stage1.block1`
 * @property {Layer[]} layers On the main path, input side first.
 * @property {Shortcut | null} shortcut What is added to the main path; null in a plain block.
 * @property {Layer | null} projection The shortcut's own layer, `stage2.block1.shortcut`.
 */
/** @typedef {{ name: string, blocks: Block[] }} Stage */
/**
 * @typedef {object} Anatomy
 * @property {string} name Of the network.
 * @property {boolean} pre_activation Whether nothing stands between one sum and the next block.
 * @property {Layer} stem
 * @property {Stage[]} stages
 * @property {Layer} head
 */
/** @typedef {'stage' | 'block' | 'layer'} Level */
/**
 * @typedef {object} Part Something that can be shaded, labelled, selected, walked to.
 * @property {string} name
 * @property {Level} level
 * @property {string[]} within Names of the block and the stage that hold it, inner first.
 * @property {Layer} [layer]
 * @property {Block} [block]
 * @property {Stage} [stage]
 */

/**
 * Every part of a network, input side first, what holds others before these.
 * @param {Anatomy} anatomy
 * @returns {Part[]}
 */
export function parts({ stem, stages, head }) {
  /** @type {Part[]} */
  const found = [{ name: stem.name, level: 'layer', within: [], layer: stem }];
  for (const stage of stages) {
    found.push({ name: stage.name, level: 'stage', within: [], stage });
    for (const block of stage.blocks) {
      found.push({ name: block.name, level: 'block', within: [stage.name], block });
      const layers = block.projection ? [...block.layers, block.projection] : block.layers;
      for (const layer of layers) {
        found.push({ name: layer.name, level: 'layer', within: [block.name, stage.name], layer });
      }
    }
  }
  found.push({ name: head.name, level: 'layer', within: [], layer: head });
  return found;
}

/**
 * The layers from the picture to the classes, without projections: what a network's depth counts.
 * @param {Anatomy} anatomy
 */
export const mainPath = ({ stem, stages, head }) => [
  stem,
  ...stages.flatMap((stage) => stage.blocks.flatMap((block) => block.layers)),
  head,
];

/**
 * All blocks.
 * @param {Anatomy} anatomy
 */
export const blocks = ({ stages }) => stages.flatMap((stage) => stage.blocks);
