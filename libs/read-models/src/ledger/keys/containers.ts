import {
  defaultProvider,
  type CryptoCheckpoint,
  type KeyContainer,
  type NodeEvent,
  type NodeId,
  type NodeMoment,
  type ClusterView,
} from '#domain';
import { foldName } from '#registry';

import { type ReadDatabase, type Row } from '../../file/database.js';
import { type Change, type Writing } from '../../places.js';

/** The events that change a node's key container. */
export type ContainerEvent = Extract<
  NodeEvent,
  {
    type:
      | 'KeyContainerStored'
      | 'KeyContainerRestored'
      | 'KeyContainerAbsenceRestored'
      | 'KeyContainerDeleted';
  }
>;

/** The events that restore a capture onto a node's key container. */
export type ContainerRestore = Extract<ContainerEvent, { type: `${string}Restored` }>;

type Named = Pick<KeyContainer, 'type' | 'provider' | 'name'>;

/** A change of the state of a node's key container. */
export type ContainerChange = Readonly<{
  /** `Type\Provider\Container`. */
  key: string;
  /** The fingerprints before and after; undefined for an absent container. */
  lost: string | undefined;
  kept: string | undefined;
  /** Its earlier changes, newest first; only for a restore. */
  before: readonly Change[];
}>;

export const isContainerEvent = (event: NodeEvent): event is ContainerEvent =>
  event.type === 'KeyContainerStored' ||
  event.type === 'KeyContainerDeleted' ||
  isContainerRestore(event);

export const isContainerRestore = (event: NodeEvent): event is ContainerRestore =>
  event.type === 'KeyContainerRestored' || event.type === 'KeyContainerAbsenceRestored';

/** The path of a key container in a row: `Type\Provider\Container`. */
export const containerPath = ({ type, provider, name }: Named): string =>
  `${type}\\${provider}\\${name}`;

/** The history of key containers. */
export class ContainerChanges {
  constructor(private readonly db: ReadDatabase) {}

  /**
   * Takes in an event; undefined if it changes no state.
   *
   * @param clusterState the state before the event
   */
  apply(
    clusterState: ClusterView,
    event: ContainerEvent,
    writing: Writing,
  ): ContainerChange | undefined {
    const old = containerOf(clusterState, writing.node, event);
    const stored = keysOf(event);
    const place = stored ?? old;
    const [lost, kept] = [old?.fingerprint, stored?.fingerprint];
    if (place === undefined || lost === kept) return undefined;
    const container = foldName(`${place.provider}\\${place.name}`);
    const before = writing.restored ? this.of(writing.node, container) : [];
    this.note(container, writing, kept);
    return { key: containerPath(place), lost, kept, before };
  }

  private note(
    container: string,
    { node, position, revision, restored }: Writing,
    fingerprint: string | undefined,
  ): void {
    this.db.run(
      `INSERT INTO main.container_changes (node, container, position, revision, restored, fingerprint)
       VALUES (?, ?, ?, ?, ?, ?)`,
      ...[node, container, position, revision, restored ? 1 : 0, fingerprint ?? null],
    );
  }

  /** A container at a position; undefined if it had no event by then. */
  at(
    node: string,
    { provider, name }: Readonly<{ provider: string; name: string }>,
    position: number,
  ): Readonly<{ change: Change; fingerprint: string | undefined }> | undefined {
    const sql = `SELECT * FROM container_changes WHERE node = ? AND container = ? AND position <= ?
      ORDER BY position DESC LIMIT 1`;
    const row = this.db.get(sql, node, foldName(`${provider}\\${name}`), position);
    if (row === undefined) return undefined;
    const fingerprint = row['fingerprint'] === null ? undefined : String(row['fingerprint']);
    return { change: toChange(row), fingerprint };
  }

  /** The change that gave a container the state of its capture. */
  changeOf(
    { node, nodeRevision }: NodeMoment,
    { provider, name }: Readonly<{ provider: string; name: string }>,
  ): Change | undefined {
    const sql = `SELECT * FROM container_changes WHERE node = ? AND container = ?
      AND revision <= ? ORDER BY position DESC LIMIT 1`;
    const container = foldName(`${provider}\\${name}`);
    const row = this.db.get(sql, node, container, nodeRevision);
    return row && toChange(row);
  }

  /** The changes of a container up to a position, newest first. */
  upTo(
    node: string,
    { provider, name }: Readonly<{ provider: string; name: string }>,
    position: number,
  ): readonly Change[] {
    const container = foldName(`${provider}\\${name}`);
    return this.of(node, container).filter((change) => change.position <= position);
  }

  private of(node: string, container: string): readonly Change[] {
    const sql = `SELECT position, revision, restored FROM container_changes
      WHERE node = ? AND container = ? ORDER BY position DESC`;
    return this.db.all(sql, node, container).map(toChange);
  }
}

/** The keys in a container after an event; undefined for an absent container. */
const keysOf = ({ type, data }: ContainerEvent): (Named & { fingerprint: string }) | undefined =>
  type === 'KeyContainerStored' || type === 'KeyContainerRestored' ? data : undefined;

const toChange = (row: Row): Change => ({
  position: Number(row['position']),
  revision: Number(row['revision']),
  restored: row['restored'] === 1,
});

const containerOf = (
  clusterState: ClusterView,
  node: string,
  { type, data }: ContainerEvent,
): KeyContainer | undefined => {
  const state = clusterState.presentNode(node as NodeId);
  if (state === undefined) return undefined;
  const all = [...state.containers.values()];
  return type === 'KeyContainerDeleted'
    ? all.find(({ container }) => container === data.container)
    : state.containers.get(foldName(`${data.provider}\\${data.name}`));
};

/** The path of a checkpoint's key or container on a node. */
export const nameOn = (
  clusterState: ClusterView,
  id: NodeId,
  { type, provider, container: name }: CryptoCheckpoint,
): Pick<KeyContainer, 'type' | 'provider' | 'name'> => {
  const node = clusterState.presentNode(id);
  const used =
    provider === '' && node !== undefined ? (defaultProvider(node, type) ?? '') : provider;
  return { type, provider: used, name };
};
