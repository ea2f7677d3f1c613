import { type StoredEvent } from '#event-store';
import { foldName } from '#registry';

import { type Place } from './naive-places.js';

type Data = Readonly<Record<string, never>>;

type NaiveResource = {
  group: string;
  online: string | undefined;
  /** While it is on its way offline: at which revision its window will close. */
  leaving: { closed: number } | undefined;
  /** Checkpoints whose restore failed in the attempt under way, and in the window. */
  failing: Map<string, string>;
  unrestored: Map<string, string>;
};

type Checkpoint = Readonly<{ resource: string; key?: string; container?: string }>;
type Container = Readonly<{
  fingerprint: string;
  number: number;
  overUnrestored?: { restoreFailed: string } | undefined;
}>;

/** Who owns what, and what is online where, told by the events as plainly as it can be. */
export class NaiveCluster {
  private readonly owners = new Map<string, string>();
  private readonly resources = new Map<string, NaiveResource>();
  private readonly checkpoints = new Map<string, Checkpoint>();
  private readonly containers = new Map<string, Container>();

  take(kind: string, id: string, { type, data }: StoredEvent): void {
    if (kind === 'group') this.takeGroup(id, type, data as Data);
    if (kind === 'resource') this.takeResource(id, type, data as Data);
    if (kind === 'node') this.takeNode(id, type, data as Data);
  }

  /** For each resource: whether a node owns its group now, and whether it is online. */
  standing(
    node: string,
  ): ReadonlyMap<string, Readonly<{ owned: boolean; isOnline: (revision: number) => boolean }>> {
    return new Map(
      [...this.resources].map(([id, { group, online, leaving }]) => [
        id,
        {
          owned: this.owners.get(group) === node,
          isOnline: (revision: number) =>
            leaving === undefined ? online !== undefined : revision <= leaving.closed,
        },
      ]),
    );
  }

  /** The checkpoints of other resources that are online on a node and have a place. */
  live({ kind, key }: Place, node: string, own: string): readonly string[] {
    return [...this.checkpoints]
      .filter(([, { resource }]) => resource !== own)
      .filter(([, { resource }]) => {
        const state = this.resources.get(resource);
        return state?.online === node && state.leaving === undefined;
      })
      .filter(([, other]) => {
        if (kind === 'container') return other.container === key;
        const above = other.key === undefined ? undefined : foldName(other.key);
        return above !== undefined && (key === above || key.startsWith(`${above}\\`));
      })
      .map(([id]) => id)
      .sort();
  }

  keyOf(checkpoint: string): string {
    return this.checkpoints.get(checkpoint)?.key ?? '';
  }

  containerOf(checkpoint: string): string {
    return this.checkpoints.get(checkpoint)?.container ?? '';
  }

  isUnrestored(checkpoint: string): boolean {
    const { resource = '' } = this.checkpoints.get(checkpoint) ?? {};
    return this.resources.get(resource)?.unrestored.has(checkpoint) === true;
  }

  lastContainer(checkpoint: string): Container | undefined {
    return this.containers.get(checkpoint);
  }

  containerCaptured(checkpoint: string, container: Container): void {
    this.containers.set(checkpoint, container);
  }

  private takeGroup(id: string, type: string, data: Data): void {
    if (type === 'GroupOpened') this.owners.set(id, String(data['owner']));
    if (type === 'GroupOwnerChanged') this.owners.set(id, String(data['to']));
    if (type === 'GroupClosed') this.owners.delete(id);
  }

  private takeNode(node: string, type: string, data: Data): void {
    if (type !== 'RegistryRestored' && type !== 'KeyContainerRestored') return;
    const unrestored = this.resources.get(String(data['resource']))?.unrestored;
    if (unrestored?.get(String(data['checkpoint'])) === node)
      unrestored.delete(String(data['checkpoint']));
  }

  private takeResource(id: string, type: string, data: Data): void {
    if (type === 'ResourceOpened')
      this.resources.set(id, {
        ...{ group: String(data['group']), online: undefined, leaving: undefined },
        ...{ failing: new Map(), unrestored: new Map() },
      });
    const resource = this.resources.get(id);
    if (resource === undefined) return;
    this.takeState(resource, type, data);
    this.takeCheckpoint(id, type, data);
    const checkpoint = String(data['checkpoint']);
    if (type.endsWith('RestoreFailed')) resource.failing.set(checkpoint, String(data['node']));
    const source = data['source'] as { node?: string } | undefined;
    if (type.endsWith('Captured') && source?.node !== undefined)
      resource.unrestored.delete(checkpoint);
  }

  private takeState(resource: NaiveResource, type: string, data: Data): void {
    if (type === 'ResourceConfigured' && data['group'] !== undefined)
      resource.group = String(data['group']);
    if (type === 'ResourceOnlinePending') {
      resource.failing = new Map();
      resource.unrestored = new Map();
    }
    if (type === 'ResourceOnline') {
      resource.online = String(data['node']);
      resource.unrestored = resource.failing;
    }
    if (type === 'ResourceOfflinePending' && resource.online !== undefined)
      resource.leaving ??= { closed: Infinity };
    if (!['ResourceOffline', 'ResourceFailed', 'ResourceClosed'].includes(type)) return;
    if (resource.leaving !== undefined) resource.leaving.closed = Number(data['nodeRevision']);
    resource.online = undefined;
    resource.leaving = undefined;
  }

  private takeCheckpoint(resource: string, type: string, data: Data): void {
    const checkpoint = String(data['checkpoint']);
    if (type === 'RegistryCheckpointAdded')
      this.checkpoints.set(checkpoint, { resource, key: String(data['effectiveKey']) });
    if (type === 'CryptoCheckpointAdded') {
      const container = foldName(`${String(data['provider'])}\\${String(data['container'])}`);
      this.checkpoints.set(checkpoint, { resource, container });
    }
    if (/CheckpointDeleted$/.test(type)) this.checkpoints.delete(checkpoint);
  }
}
