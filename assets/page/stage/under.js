/** How a network lies under its curve: its layers are the axis. */

const LEFT = 3.4; // rem, where the names of the axis stand
const RIGHT = 0.5;

/** Pixels of the page's unit, which a projector's letters make larger. */
export const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);

/** Pixels in which the names of the axis stand. */
export const left = () => LEFT * rem();

/**
 * The layout of such a network.
 * @param {{ box: number, arc: number }} sizes In rem.
 */
export const underCurve = ({ box, arc }) => ({
  even: true,
  below: true,
  left: left(),
  right: RIGHT * rem(),
  box: box * rem(),
  arc: arc * rem(),
});
