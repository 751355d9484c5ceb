/** What waits until a part of the page is looked at. */

/**
 * Calls once, when a part is first seen.
 * @param {HTMLElement} part
 * @param {() => void} call
 */
export function firstSeen(part, call) {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    seen.disconnect();
    call();
  });
  seen.observe(part);
}
