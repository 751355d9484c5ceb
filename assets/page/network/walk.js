/** Walking a network by keys: left and right along a level, down into a part, up out of it. */
import { parts } from './anatomy.js';

/** @typedef {import('./anatomy.js').Part} Part */
/** @typedef {import('./anatomy.js').Level} Level */

/**
 * The parts that can be walked to.
 * @param {import('./anatomy.js').Anatomy} anatomy
 * @param {Level[]} levels
 */
export const walkable = (anatomy, levels) =>
  parts(anatomy).filter((part) => levels.includes(part.level));

/**
 * Where a key leads; undefined if it is none of the walk's keys.
 * @param {Part[]} stops See `walkable`.
 * @param {string} at Name of the part that is stood on.
 * @param {string} key Of a keyboard event.
 * @returns {string | undefined} A name; the same where the way ends.
 */
export function step(stops, at, key) {
  const here = stops.find((part) => part.name === at) ?? stops[0];
  const along = stops.filter((part) => part.level === here.level);
  const place = along.indexOf(here);
  switch (key) {
    case 'ArrowRight':
      return (along[place + 1] ?? here).name;
    case 'ArrowLeft':
      return (along[place - 1] ?? here).name;
    case 'Home':
      return along[0].name;
    case 'End':
      return along[along.length - 1].name;
    case 'ArrowUp':
      return here.within.find((name) => stops.some((part) => part.name === name)) ?? here.name;
    case 'ArrowDown':
      return (stops.find((part) => part.within.includes(here.name)) ?? here).name;
    default:
      return undefined;
  }
}
