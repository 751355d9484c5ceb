/** What waits until a part of the page is looked at. */

/**
 * Calls once, when a part is first seen.
 * @param {HTMLElement} part
 * @param {() => void} call
 * @param {boolean} [inPassing] Whether, if it is in view at the beginning, that does not count.
 */
export function firstSeen(part, call, inPassing = false) {
  let counts = !inPassing;
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) {
      counts = true;
      return;
    }
    if (!counts) return;
    seen.disconnect();
    call();
  });
  seen.observe(part);
}
