/** The Lesson tab: nothing is fetched or computed for it before it is looked at. */
import { firstSeen } from '../first_seen.js';
import { apply } from '../language.js';

/** @param {import('../component.js').Component<import('./step.js').Props>} component */
export function mount(component) {
  apply(component.element);
  firstSeen(component.element, async () => {
    const { begin } = await import('./frame.js');
    begin(component);
  });
}
