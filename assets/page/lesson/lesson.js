/** The Lesson tab: nothing is fetched or computed for it before it is looked at. */
import { firstSeen } from '../first_seen.js';
import { apply } from '../language.js';
import { opensLater } from '../links/opening.js';

/** @param {import('../component.js').Component<import('./step.js').Props>} component */
export function mount(component) {
  apply(component.element);
  const begun = async () => {
    const { begin } = await import('./frame.js');
    begin(component);
  };
  // the first tab is open until the one that the address asks for is there
  firstSeen(component.element, begun, opensLater());
}
