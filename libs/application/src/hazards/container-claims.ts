import {
  defaultProvider,
  foldCryptoName,
  type ClusterView,
  type CryptoName,
  type NodeView,
  type ResourceId,
} from '#domain';
import { foldName } from '#registry';

import { directoryOf } from '../names.js';

/** A resource with a checkpoint of a container, and its place in the directory. */
type Claim = Readonly<{ resource: ResourceId; order: number }>;

/** The resources of a cluster state by the key containers that their checkpoints name. */
export class ContainerClaims {
  /** By whole name; a name without a provider is `type//container`. */
  private readonly claims = new Map<string, Claim[]>();

  constructor(clusterState: ClusterView) {
    const resources = [...directoryOf(clusterState).resources.keys()];
    for (const [order, resource] of resources.entries())
      for (const name of clusterState.openResource(resource)?.crypto.values() ?? [])
        this.add(nameOf(name), { resource, order });
  }

  /** The other resources with a checkpoint of the container that a name means on a node. */
  othersOn(node: NodeView, resource: ResourceId, name: CryptoName): readonly ResourceId[] {
    const standard = defaultProvider(node, name.type) ?? '';
    const provider = name.provider === '' ? standard : name.provider;
    const whole = this.claims.get(foldCryptoName({ ...name, provider })) ?? [];
    const isDefault = foldName(provider) === foldName(standard);
    const unnamed = isDefault ? this.claims.get(withoutProvider(name)) : undefined;
    const others = [...whole, ...(unnamed ?? [])]
      .filter((claim) => claim.resource !== resource)
      .sort((a, b) => a.order - b.order);
    return [...new Set(others.map((claim) => claim.resource))];
  }

  private add(name: string, claim: Claim): void {
    const known = this.claims.get(name);
    if (known === undefined) this.claims.set(name, [claim]);
    else known.push(claim);
  }
}

const nameOf = (name: CryptoName): string =>
  name.provider === '' ? withoutProvider(name) : foldCryptoName(name);

/** No whole name has this form: each has a provider between two backslashes. */
const withoutProvider = ({ type, container }: CryptoName): string =>
  foldName(`${type}//${container}`);
