import { foldName } from '#registry';

import { type Data } from './naive-events.js';
import { isAtOrBelow, type Place } from './naive-places.js';

type NaiveResource = {
  group: string | undefined;
  online: string | undefined;
  /** Set on the way offline: the revision at which the online interval will end. */
  leaving: { closed: number } | undefined;
  /**
   * The checkpoints whose restore failed in the open attempt. `unrestored`: those of the online
   * interval, by node.
   */
  failing: Map<string, string>;
  unrestored: Map<string, string>;
};

type Checkpoint = Readonly<{ resource: string; key?: string; container?: string }>;

/** The relation of a resource to a node at an edit. */
export type Standing = Readonly<{ owned: boolean; isOnline: (revision: number) => boolean }>;

/** The owners of groups and the nodes of online resources, folded in the simplest way. */
export class NaiveCluster {
  private readonly owners = new Map<string | undefined, string>();
  private readonly resources = new Map<string, NaiveResource>();
  private readonly checkpoints = new Map<string, Checkpoint>();

  take(kind: string, id: string, { type, data }: Readonly<{ type: string; data: Data }>): void {
    if (kind === 'group') this.takeGroup(id, type, data);
    if (kind === 'node') this.takeNode(id, type, data);
    if (kind !== 'resource') return;
    if (type === 'ResourceOpened') this.resources.set(id, newResource(data));
    const resource = this.resources.get(id);
    if (resource === undefined) return;
    takeAttempt(resource, type, data);
    takeEnd(resource, type, data);
    this.takeCheckpoint(id, type, data);
    takeUnrestored(resource, type, data);
  }

  /** For each resource: true if a node owns its group now, and if the resource is online. */
  standings(node: string): ReadonlyMap<string, Standing> {
    return new Map(
      [...this.resources].map(([id, { group, online, leaving }]) => {
        const owned = this.owners.get(group) === node;
        const isOnline = (revision: number): boolean =>
          leaving === undefined ? online !== undefined : revision <= leaving.closed;
        return [id, { owned, isOnline }];
      }),
    );
  }

  /** The checkpoints of other resources that are online on a node and have a place. */
  live(place: Place, node: string, own: string | undefined): readonly string[] {
    return [...this.checkpoints]
      .filter(([, { resource }]) => resource !== own && this.isOnlineOn(resource, node))
      .filter(([, { key, container }]) =>
        place.kind === 'container'
          ? container === place.key
          : key !== undefined && isAtOrBelow(place.key, key),
      )
      .map(([id]) => id)
      .sort();
  }

  keyOf(checkpoint: string | undefined): string {
    return this.checkpoints.get(checkpoint ?? '')?.key ?? '';
  }

  containerOf(checkpoint: string | undefined): string {
    return this.checkpoints.get(checkpoint ?? '')?.container ?? '';
  }

  isUnrestored(checkpoint: string | undefined): boolean {
    const { resource = '' } = this.checkpoints.get(checkpoint ?? '') ?? {};
    return this.resources.get(resource)?.unrestored.has(checkpoint ?? '') === true;
  }

  private isOnlineOn(resource: string, node: string): boolean {
    const state = this.resources.get(resource);
    return state?.online === node && state.leaving === undefined;
  }

  private takeGroup(id: string, type: string, { owner, to }: Data): void {
    const now = type === 'GroupOpened' ? owner : type === 'GroupOwnerChanged' ? to : undefined;
    if (now !== undefined) this.owners.set(id, now);
    if (type === 'GroupClosed') this.owners.delete(id);
  }

  /** A restore by command ends a missing restore. */
  private takeNode(node: string, type: string, { resource = '', checkpoint = '' }: Data): void {
    if (!/^(Registry|KeyContainer|KeyContainerAbsence)Restored$/.test(type)) return;
    const missing = this.resources.get(resource)?.unrestored;
    if (missing?.get(checkpoint) === node) missing.delete(checkpoint);
  }

  private takeCheckpoint(resource: string, type: string, data: Data): void {
    const { checkpoint = '', effectiveKey: key = '', provider, container: name } = data;
    if (type === 'RegistryCheckpointAdded') this.checkpoints.set(checkpoint, { resource, key });
    if (type === 'CryptoCheckpointAdded') {
      const container = foldName(`${String(provider)}\\${String(name)}`);
      this.checkpoints.set(checkpoint, { resource, container });
    }
    if (type.endsWith('CheckpointDeleted')) this.checkpoints.delete(checkpoint);
  }
}

const newResource = ({ group }: Data): NaiveResource => ({
  ...{ group, online: undefined, leaving: undefined },
  ...{ failing: new Map(), unrestored: new Map() },
});

const takeAttempt = (resource: NaiveResource, type: string, { group, node }: Data): void => {
  if (type === 'ResourceConfigured') resource.group = group ?? resource.group;
  if (type === 'ResourceOnlinePending') {
    resource.failing = new Map();
    resource.unrestored = new Map();
  }
  if (type !== 'ResourceOnline') return;
  resource.online = node;
  resource.unrestored = new Map(resource.failing);
};

const takeEnd = (resource: NaiveResource, type: string, { nodeRevision = -1 }: Data): void => {
  if (type === 'ResourceOfflinePending' && resource.online !== undefined)
    resource.leaving ??= { closed: Infinity };
  if (!/^Resource(Offline|Failed|Closed)$/.test(type)) return;
  if (resource.leaving !== undefined) resource.leaving.closed = nodeRevision;
  resource.online = undefined;
  resource.leaving = undefined;
};

/** A failed restore by command has no effect, because it belongs to no attempt. */
const takeUnrestored = (resource: NaiveResource, type: string, data: Data): void => {
  const { checkpoint = '', node = '', source } = data;
  if (type.endsWith('RestoreFailed')) resource.failing.set(checkpoint, node);
  if (type.endsWith('Captured') && source?.node !== undefined)
    resource.unrestored.delete(checkpoint);
};
