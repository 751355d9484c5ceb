/**
 * A cosine as it is written below a block, the longest way first: −0.25, −.25, −.3, −.
 * @param {number} cosine
 */
export function labels(cosine) {
  const long = Math.abs(cosine).toFixed(2);
  if (Number(long) === 0) return ['0'];
  const sign = cosine < 0 ? '−' : '+';
  const short = Math.abs(cosine).toFixed(1);
  return [long, long.replace(/^0/, ''), short.replace(/^0/, '')]
    .map((each) => sign + each)
    .concat(sign);
}
