import {
  isSatisfied,
  providersOf,
  type OpenGroup,
  type OpenResource,
  type OperationId,
  type ResourceId,
  type ClusterView,
} from '#domain';

/**
 * How far a resource is on its way online: online; going; ready to begin; waiting for a provider;
 * or stuck until another event.
 */
export type Readiness = 'online' | 'going' | 'ready' | 'waiting' | 'stuck';

/**
 * The readiness of each resource of a set that comes online, while all other resources stay as they
 * are.
 */
export class ReadinessTable {
  private readonly known = new Map<ResourceId, Readiness>();

  constructor(
    private readonly clusterState: ClusterView,
    private readonly group: OpenGroup,
    private readonly bringing: Readonly<{
      among: ReadonlySet<ResourceId>;
      /** Undefined without an operation under way. */
      operation?: Readonly<{ id: OperationId; epoch: number }>;
    }>,
  ) {}

  of(id: ResourceId): Readiness {
    const known = this.known.get(id) ?? this.readinessOf(id);
    this.known.set(id, known);
    return known;
  }

  private readinessOf(id: ResourceId): Readiness {
    const resource = this.clusterState.openResource(id);
    if (resource === undefined) return 'stuck';
    if (resource.state === 'Online') return 'online';
    if (this.isStuck(id, resource)) return 'stuck';
    const isGoing =
      resource.state === 'OnlinePending' &&
      resource.transition?.operation === this.bringing.operation?.id;
    return isGoing ? 'going' : this.readinessBehindProviders(id);
  }

  /**
   * True if a resource can't come online: it is not wanted, may not run on this node, or failed in
   * this operation or a later one, so that its policy decides.
   */
  private isStuck(id: ResourceId, { state, failedEpoch, properties }: OpenResource): boolean {
    const { operation, among } = this.bringing;
    const { possibleOwners: owners } = properties;
    return (
      !among.has(id) ||
      state === 'OfflinePending' ||
      (state === 'Failed' && failedEpoch === operation?.epoch) ||
      (owners !== null && !owners.includes(this.group.owner))
    );
  }

  private readinessBehindProviders(id: ResourceId): Readiness {
    const dependency = this.group.dependencies.get(id);
    const readiness = providersOf(dependency).map((provider) => this.of(provider));
    const isSettled = readiness.every((one) => one === 'online' || one === 'stuck');
    if (!isSettled) return 'waiting';
    return isSatisfied(dependency, (provider) => this.of(provider) === 'online')
      ? 'ready'
      : 'stuck';
  }
}
