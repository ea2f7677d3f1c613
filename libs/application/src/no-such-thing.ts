import { ClusterError, type StatusName } from '#clusapi';
import { streamName, type AggregateKind } from '#domain';
import { type Position } from '#event-store';

import { type RunningCluster } from './running-cluster.js';

/** A thing that was looked for and is not there. */
export type MissingThing = Readonly<{
  kind: 'node' | 'group' | 'resource' | 'checkpoint' | 'key container' | 'backup';
  nameOrId: string;
  /** The aggregate that would list it, at the revision that the question was about. */
  within: Readonly<{ kind: AggregateKind; id?: string; revision: number }>;
}>;

/** There is no such thing, or none any more. */
export class NoSuchThing extends ClusterError {
  constructor(
    status: StatusName,
    readonly missing: MissingThing,
  ) {
    super(status, `no such ${missing.kind}: ${missing.nameOrId}`);
  }
}

/** The last position at which a missing thing was there; undefined if it never was. */
export const lastThere = (cluster: RunningCluster, missing: MissingThing): Position | undefined => {
  const left = LEFT[missing.kind](cluster, missing);
  return left === undefined ? undefined : cluster.reads.events.before(left);
};

type Leaving = (cluster: RunningCluster, missing: MissingThing) => Position | undefined;

/** The position at which a thing was no longer there. */
const LEFT: Readonly<Record<MissingThing['kind'], Leaving>> = {
  node: (cluster, missing) => departureOf(cluster, 'nodes', missing)?.position,
  group: (cluster, missing) =>
    closingOf(cluster, missing, { kind: 'group', list: 'groups', type: 'GroupClosed' }),
  resource: (cluster, missing) =>
    closingOf(cluster, missing, { kind: 'resource', list: 'resources', type: 'ResourceClosed' }),
  checkpoint: (cluster, missing) =>
    deletionOf(cluster, missing, [
      ['RegistryCheckpointDeleted', 'checkpoint'],
      ['CryptoCheckpointDeleted', 'checkpoint'],
    ]),
  'key container': (cluster, missing) =>
    deletionOf(cluster, missing, [
      ['KeyContainerDeleted', 'container'],
      ['KeyContainerAbsenceRestored', 'container'],
    ]),
  backup: ({ name, reads }, { nameOrId }) =>
    reads.events.list(
      { stream: streamName(name, 'backup', nameOrId), type: 'BackupDeleted' },
      NEWEST,
    )[0]?.position,
};

const departureOf = (
  { reads: { departures } }: RunningCluster,
  kind: 'nodes' | 'groups' | 'resources',
  { nameOrId, within: { revision } }: MissingThing,
): ReturnType<typeof departures.find> =>
  departures.find(kind, nameOrId.toLowerCase(), revision) ??
  departures.named(kind, nameOrId, revision);

const NEWEST = { limit: 1, order: 'newest' } as const;

type Closing = Readonly<{
  kind: 'group' | 'resource';
  list: 'groups' | 'resources';
  type: 'GroupClosed' | 'ResourceClosed';
}>;

/** The position of the event with which a thing ended its own stream, before it left the directory. */
const closingOf = (
  cluster: RunningCluster,
  missing: MissingThing,
  { kind, list, type }: Closing,
): Position | undefined => {
  const { name, reads } = cluster;
  const { within } = missing;
  // A thing that is closed and still listed is missing in its own stream.
  const left = within.kind === kind ? undefined : departureOf(cluster, list, missing);
  const id = within.kind === kind ? within.id : left?.id;
  if (id === undefined) return undefined;
  const [closed] = reads.events.list({ stream: streamName(name, kind, id), type }, NEWEST);
  return (closed ?? left)?.position;
};

const deletionOf = (
  { name, reads: { events } }: RunningCluster,
  { nameOrId, within: { kind, id = name, revision } }: MissingThing,
  types: readonly (readonly [type: string, field: 'checkpoint' | 'container'])[],
): Position | undefined => {
  // Before the first event of the stream, nothing in it was there yet.
  if (revision < 0) return undefined;
  const stream = streamName(name, kind, id);
  const to = events.positionOf(stream, revision);
  return types
    .flatMap(([type, field]) => {
      const filter = { stream, type, [field]: nameOrId, ...(to !== undefined && { to }) };
      return events.list(filter, NEWEST);
    })
    .map(({ position }) => position)
    .sort((a, b) => (a < b ? 1 : -1))[0];
};
