/** Brings the thumbnail that has the frame now into sight, in the gallery that holds more. */

/** @param {import('../component.js').Component} component */
export function mount({ props, watch }) {
  watch('value', () => {
    const framed = /nth-child\((\d+)\)/.exec(props.value);
    const grid = document.querySelector('#photographs .grid-wrap');
    const there = framed && grid?.querySelector(`.gallery-item:nth-child(${framed[1]})`);
    if (!grid || !there) return;
    const middle = centre(there) - centre(grid);
    if (Math.abs(middle) > grid.getBoundingClientRect().height / 2) grid.scrollTop += middle;
  });
}

/** @param {Element} part */
function centre(part) {
  const { top, bottom } = part.getBoundingClientRect();
  return (top + bottom) / 2;
}
