import { createHash } from 'node:crypto';
import type { Resource } from './deployment.ts';

/** The network of a subnet, in lower case. */
export function networkOf(subnet: string): string {
  return subnet.toLowerCase().split('/subnets/')[0] ?? '';
}

/** Subnets that an account's agents run in. */
export function injectedSubnets(account: Resource): readonly string[] {
  const { networkInjections } = account.body.properties as {
    readonly networkInjections?: readonly { readonly subnetArmId: string }[] | null;
  };
  return (networkInjections ?? []).map(({ subnetArmId }) => subnetArmId);
}

/** The object id of a resource's identity: always the same for the same resource. */
export function principalOf(id: string): string {
  const hex = createHash('sha256').update(id.toLowerCase()).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
