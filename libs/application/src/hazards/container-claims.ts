import {
  defaultProvider,
  foldCryptoName,
  type CheckpointRef,
  type ClusterView,
  type CryptoName,
  type NodeView,
  type ResourceId,
} from '#domain';
import { foldName } from '#registry';

import { directoryOf } from '../names.js';

/** A checkpoint of a container, and the place of its resource in the directory. */
type Claim = CheckpointRef & Readonly<{ order: number }>;

/** The crypto checkpoints of a cluster state by the key containers that they name. */
export class ContainerClaims {
  /** By whole name; a name without a provider is `type//container`. */
  private readonly claims = new Map<string, Claim[]>();

  constructor(clusterState: ClusterView) {
    const resources = [...directoryOf(clusterState).resources.keys()];
    for (const [order, resource] of resources.entries())
      for (const name of clusterState.openResource(resource)?.crypto.values() ?? [])
        this.add(nameOf(name), { resource, checkpoint: name.id, order });
  }

  /**
   * The checkpoints of other resources that name the container that a name means on a node, in the
   * order of the directory.
   */
  othersOn(node: NodeView, resource: ResourceId, name: CryptoName): readonly CheckpointRef[] {
    const standard = defaultProvider(node, name.type) ?? '';
    const provider = name.provider === '' ? standard : name.provider;
    const whole = this.claims.get(foldCryptoName({ ...name, provider })) ?? [];
    const isDefault = foldName(provider) === foldName(standard);
    const unnamed = isDefault ? this.claims.get(withoutProvider(name)) : undefined;
    return [...whole, ...(unnamed ?? [])]
      .filter((claim) => claim.resource !== resource)
      .sort((a, b) => a.order - b.order);
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
