/**
 * A pulse that runs from the loss to the input at a step, as bright at each layer as the gradient
 * that reaches it is: in a plain network it may die on the way.
 */

const TIME = 450; // milliseconds on the way
const APART = 500; // between two, at least
const MOST = 24; // places on the way at which its brightness is said
const LEAST = 0.02; // of full brightness: below it nothing is seen

/**
 * The way of a pulse, from the last layer to the first.
 * @param {{ x: number, share: number }[]} layers Input side first: pixels, and brightness 0 to 1.
 * @returns {{ x: number, share: number }[]}
 */
export function way(layers) {
  const every = Math.max(1, Math.ceil(layers.length / MOST));
  return layers.filter((_, i) => i % every === 0 || i === layers.length - 1).reverse();
}

/** Whether this person wants things to stand still. */
const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * @param {HTMLElement} spot What runs; it lies at the left edge of the network's drawing.
 */
export function pulse(spot) {
  let last = -Infinity;

  /**
   * @param {{ x: number, share: number }[]} layers
   * @param {number} [time] Milliseconds on the way.
   * @returns {Promise<unknown>} Until it has arrived.
   */
  async function run(layers, time = TIME) {
    const now = performance.now();
    if (now - last < APART || still() || layers.length < 2) return undefined;
    last = now;
    const frames = way(layers).map(({ x, share }) => ({
      transform: `translateX(${x.toFixed(1)}px) scale(${(0.5 + 0.5 * share).toFixed(3)})`,
      opacity: String(share < LEAST ? 0 : share),
    }));
    return spot.animate(frames, { duration: time, easing: 'linear' }).finished.catch(() => {});
  }

  return { run };
}
