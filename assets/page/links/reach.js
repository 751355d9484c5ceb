/** Who can open a link. */

const HERE = /^(localhost|127(\.\d+){3}|\[::1\])$/; // what no other machine can open

/**
 * The link for others: this machine's name in the network where the page is opened by a name that
 * only this machine knows.
 * @param {string} link
 * @param {string} network This machine's address there; empty if nobody there is listened to.
 */
export function forOthers(link, network) {
  const url = new URL(link);
  const only = HERE.test(url.hostname);
  if (only && network) url.hostname = network.includes(':') ? `[${network}]` : network;
  return { link: only && network ? String(url) : link, only };
}
