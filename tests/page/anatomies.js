/** Networks to draw, put together from the papers' tables. */

/** @typedef {import('../../assets/page/network/anatomy.js').Anatomy} Anatomy */
/** @typedef {import('../../assets/page/network/anatomy.js').Block} Block */

/**
 * @param {string} name
 * @param {number} kernel
 * @param {number} channels
 */
const layer = (name, kernel, channels, stride = 1) => ({ name, kernel, channels, stride });

/**
 * A network of the 2015 paper's table 1.
 * @param {number[]} sizes Blocks of each stage.
 * @param {boolean} bottleneck
 * @returns {Anatomy}
 */
export function imagenet(sizes, bottleneck) {
  const kernels = bottleneck ? [1, 3, 1] : [3, 3];
  return {
    name: 'imagenet',
    pre_activation: false,
    stem: layer('conv1', 7, 64, 2),
    stages: sizes.map((size, stage) => ({
      name: `stage${stage + 1}`,
      blocks: Array.from({ length: size }, (_, at) => {
        const name = `stage${stage + 1}.block${at + 1}`;
        const projected = at === 0 && (bottleneck || stage > 0);
        return /** @type {Block} */ ({
          name,
          layers: kernels.map((kernel, i) => layer(`${name}.conv${i + 1}`, kernel, 64 << stage)),
          shortcut: projected ? 'projection' : 'identity',
          projection: projected ? layer(`${name}.shortcut`, 1, 64 << stage) : null,
        });
      }),
    })),
    head: layer('fc', 1, 1000),
  };
}

/**
 * A network of 6n+2 layers for CIFAR-10.
 * @param {number} depth
 * @param {{ residual?: boolean, option?: 'A' | 'B', preActivation?: boolean }} [settings]
 * @returns {Anatomy}
 */
export function cifar(depth, { residual = true, option = 'A', preActivation = false } = {}) {
  const made = imagenet(Array(3).fill((depth - 2) / 6), false);
  for (const { blocks } of made.stages) {
    for (const block of blocks) {
      const changes = block.shortcut === 'projection';
      if (!residual) block.shortcut = null;
      else if (changes && option === 'A') block.shortcut = 'padding';
      if (block.shortcut !== 'projection') block.projection = null;
    }
  }
  return { ...made, name: 'cifar', pre_activation: preActivation };
}

/** Every kind that the program knows, with its depth. */
export const EVERY = /** @type {[number, Anatomy][]} */ ([
  [8, cifar(8)],
  [20, cifar(20)],
  [56, cifar(56, { residual: false })],
  [56, cifar(56, { option: 'B' })],
  [110, cifar(110, { preActivation: true })],
  [18, imagenet([2, 2, 2, 2], false)],
  [34, imagenet([3, 4, 6, 3], false)],
  [50, imagenet([3, 4, 6, 3], true)],
  [101, imagenet([3, 4, 23, 3], true)],
  [152, imagenet([3, 8, 36, 3], true)],
]);
