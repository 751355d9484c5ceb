/** What of the pictures the address says: the sample set is on every page, one's own stay out. */
import { keep, leaveOut } from '../address.js';

const TAB = 'finetune';
const given = { weights: false, zip: false, pictures: false }; // what no link can hold

/** The sample set was asked for; it puts augmentation off, since digits must not be mirrored. */
export function sampled() {
  keep(TAB, { pictures: 'sample', augmentation: 'false' });
  tell({ pictures: false });
}

/** A person has named a class, given pictures or taken one out. */
export function own() {
  keep(TAB, { pictures: null });
  tell({ pictures: true });
}

/**
 * Files were given or taken away.
 * @param {any[]} files The checkpoint and the zip.
 */
export const changed = ([checkpoint, zip]) => tell({ weights: !!checkpoint, zip: !!zip });

/** @param {Partial<typeof given>} news */
function tell(news) {
  const { weights, zip, pictures } = Object.assign(given, news);
  leaveOut(TAB, [...(weights ? ['weights'] : []), ...(zip || pictures ? ['pictures'] : [])]);
}
