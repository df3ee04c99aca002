import ipaddr from 'ipaddr.js';
import { inAzure } from '../../azure/credential.ts';
import { isLoopback } from '../../core/loopback.ts';

/**
 * Public by the registries, but special on Azure: the virtual address of the host agent, DNS and DHCP.
 * Source: Microsoft Learn, "What is IP address 168.63.129.16?"
 */
const AZURE_HOST_AGENT = '168.63.129.16';

/** Addresses that are routed on the public IPv6 internet. Source: IANA IPv6 Global Unicast Address Assignments. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * True for an address that anyone on the internet can reach: none of the IANA special-purpose registries (private, loopback,
 * link-local, shared, NAT64, 6to4, Teredo, documentation, benchmarking, ...), no multicast, and not an Azure platform address.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.toString() === AZURE_HOST_AGENT || parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(GLOBAL_UNICAST);
}

/** Host of a URL as an IP address, without the brackets of IPv6; undefined for a name. */
function addressOf({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? bare : undefined;
}

/** True where a webhook may go to a server on the same machine: during development, never on Azure. */
export const allowsLoopback = (url: URL, env: NodeJS.ProcessEnv = process.env): boolean =>
  isLoopback(url.hostname) && !inAzure(env);

/**
 * Returns the reason why events must not be posted to an address, or undefined when they may.
 * The addresses that a name resolves to are checked when the connection is made.
 */
export function webhookProblem(address: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined) return 'is not a URL';
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or password';
  if (allowsLoopback(url, env)) {
    return /^https?:$/.test(url.protocol) ? undefined : 'must begin with https:// or http://';
  }
  if (url.protocol !== 'https:') return 'must begin with https:// (http:// is for this machine during development)';
  const literal = addressOf(url);
  if (isLoopback(url.hostname) || (literal !== undefined && !isPublicAddress(literal))) {
    return 'is not a public address: give the name of a host on the internet';
  }
  return undefined;
}
