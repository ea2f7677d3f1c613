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
 * How far a resource is on its way online: there; on its way; free to begin; behind a provider that
 * is not there yet; or not to come online as things are.
 */
export type Readiness = 'online' | 'going' | 'ready' | 'waiting' | 'stuck';

/** How far each resource of a set is, whose others are not brought online. */
export class ReadinessTable {
  private readonly known = new Map<ResourceId, Readiness>();

  constructor(
    private readonly clusterState: ClusterView,
    private readonly group: OpenGroup,
    private readonly bringing: Readonly<{
      among: ReadonlySet<ResourceId>;
      /** Without one, nothing is under way. */
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
    if (this.isOut(id, resource)) return 'stuck';
    const isGoing =
      resource.state === 'OnlinePending' &&
      resource.attempt?.operation === this.bringing.operation?.id;
    return isGoing ? 'going' : this.behind(id);
  }

  /**
   * Not to be brought online, not on this node, or failed since the operation began, at that or
   * afterwards: its policy says when it is tried again.
   */
  private isOut(id: ResourceId, { state, failedEpoch, properties }: OpenResource): boolean {
    const { operation, among } = this.bringing;
    const { possibleOwners: owners } = properties;
    return (
      !among.has(id) ||
      state === 'OfflinePending' ||
      (state === 'Failed' && failedEpoch === operation?.epoch) ||
      (owners !== null && !owners.includes(this.group.owner))
    );
  }

  private behind(id: ResourceId): Readiness {
    const dependency = this.group.dependencies.get(id);
    const readiness = providersOf(dependency).map((provider) => this.of(provider));
    const isSettled = readiness.every((one) => one === 'online' || one === 'stuck');
    if (!isSettled) return 'waiting';
    return isSatisfied(dependency, (provider) => this.of(provider) === 'online')
      ? 'ready'
      : 'stuck';
  }
}
