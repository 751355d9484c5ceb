/** What a race is doing, how fast, and how long it still takes. */
import { said } from '../pairs.js';
import { rate } from './log.js';

/** @typedef {import('./log.js').Log} Log */
/** @typedef {import('./scene.js').Voice} Voice */
/** @typedef {import('./scene.js').Key} Key */

/** Seconds of computing; what is over sooner needs no words. */
const WORTH_SAYING = 5;

/**
 * A time that is only about right.
 * @param {number} seconds
 * @param {Voice} voice
 */
export function lasting(seconds, voice) {
  if (seconds < 90) return voice('race_seconds', { count: Math.max(1, Math.round(seconds)) });
  const minutes = Math.round(seconds / 60);
  return minutes < 90
    ? voice('race_minutes', { count: minutes })
    : voice('race_hours', { count: (seconds / 3600).toFixed(1) });
}

/**
 * What a race is doing, and how fast.
 * @param {Log} log
 * @param {object} race
 * @param {string} race.phase
 * @param {number} race.steps
 * @param {number | null} race.before Races before it in the line; null where it waits for memory.
 * @param {number | null} race.until Seconds that it will wait there, about.
 * @param {number | null} race.remaining Seconds of computing that are left, about.
 * @param {number | null} race.downloaded Share of its data that has arrived.
 * @param {number | null} race.memory Bytes.
 * @param {string} language
 * @param {Voice} voice
 */
export function status(log, race, language, voice) {
  const { phase, steps, before, until, remaining, downloaded, memory } = race;
  const named = /** @type {Key} */ (`race_phase_${phase}`);
  const parts = [before === null ? voice('race_short') : voice(named, { before })];
  if (until) parts.push(voice('race_wait', { time: lasting(until, voice) }));
  if (downloaded !== null) {
    parts.push(voice('race_downloading', { share: Math.round(100 * downloaded) }));
  }
  if (log.n) parts.push(voice('race_share', { step: log.rows[log.n - 1].step, steps }));
  const speed = rate(log);
  if (speed !== null && phase !== 'recorded') {
    parts.push(voice('race_rate', { rate: speed.toPrecision(2) }));
  }
  if (remaining && remaining >= WORTH_SAYING) {
    parts.push(voice('race_remaining', { time: lasting(remaining, voice) }));
  }
  if (log.facts) parts.push(said(log.facts.device, language));
  if (memory) parts.push(voice('race_memory', { memory: (memory / 2 ** 30).toFixed(1) }));
  return parts.join(' · ');
}
