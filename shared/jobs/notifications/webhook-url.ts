import { isIP } from 'node:net';

/** What is wrong with a webhook's address; undefined when it may be posted to. */
export function webhookProblem(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined) return 'is no URL';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (isLoopback(url.hostname))
    return /^https?:$/.test(url.protocol) ? undefined : 'must begin with https:// or http://';
  if (url.protocol !== 'https:') return 'must begin with https:// (http:// is for this machine only)';
  if (isHidden(url.hostname)) return 'names an address inside of a network: give the name of a public host';
  return undefined;
}

/** This machine itself: what runs here may be told in the clear. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '');
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/**
 * Addresses nobody outside a network reaches: posting there on a stranger's word would open doors that are shut to the stranger,
 * the cloud's metadata service (169.254.169.254) first of all.
 */
export function isHidden(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIP(name) === 4) return HIDDEN_V4.some((pattern) => pattern.test(name));
  if (isIP(name) === 6) {
    const mapped = /^::ffff:(?:0:)?(.+)$/.exec(name)?.[1];
    if (mapped !== undefined) return isIP(mapped) === 4 ? isHidden(mapped) || isLoopback(mapped) : true;
    return name === '::' || name === '::1' || /^f[cd]|^fe[89ab]|^ff/.test(name);
  }
  return false;
}

const HIDDEN_V4 = [
  /^0\./,
  /^10\./,
  /^127\./,
  /^169\.254\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^192\.168\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^(22[4-9]|2[3-5]\d)\./,
];
