/** Files that the browser keeps. */

const MINUTE = 60_000; // milliseconds, after which a saved file's address is given back

/**
 * Lets the browser save something under a name.
 * @param {Blob | string} what Contents, or their address.
 * @param {string} name
 */
export function saveAs(what, name) {
  const link = document.createElement('a');
  link.download = name;
  link.href = typeof what === 'string' ? what : URL.createObjectURL(what);
  link.click();
  if (typeof what !== 'string') setTimeout(() => URL.revokeObjectURL(link.href), MINUTE);
}
