import {
  ABSENT_CONTAINER,
  type CryptoCheckpoint,
  type OpenResource,
  type ResourceEvent,
  type ResourceId,
  type ClusterView,
} from '#domain';
import { toPosition, type Position, type Recorded } from '#event-store';

import { type CaptureContents } from '../../captures/capture-contents.js';
import { type CapturedData } from '../../captures/copy-sources.js';
import { type ReadDatabase } from '../../file/database.js';
import { fingerprintJson } from './container-losses.js';
import { containerPath, nameOn, type ContainerChanges } from './containers.js';
import { contentChanges } from './content-changes.js';
import { CopyWriters } from './copy-writers.js';
import { lossRows, writersOf } from '../losses/loss-rows.js';
import { type LostWriteTable } from '../losses/lost-write-table.js';
import { type Loss, type PlaceChange } from '../losses/place-change.js';

export type CryptoCapturedData = Extract<
  ResourceEvent,
  { type: 'CryptoCheckpointCaptured' }
>['data'];

type Parts = Readonly<{
  db: ReadDatabase;
  contents: CaptureContents;
  table: LostWriteTable;
  containers: ContainerChanges;
  positionOf: (node: string, revision: number) => Position | undefined;
  settle: () => void;
}>;

type At = Readonly<{ clusterState: ClusterView; resource: string }>;

/** The reason why a new capture displaces places of the stored copy. */
type Displacing = Readonly<{
  /** The resource whose restore or recapture displaced them. */
  resource: string;
  checkpoint: string;
  loss: Loss;
  isDeliberate: boolean;
  effectiveKey: string;
}>;

/** Finds the places of a stored copy that a new capture displaces. */
export class CopyLosses {
  private readonly writers: CopyWriters;

  constructor(private readonly parts: Parts) {
    this.writers = new CopyWriters(parts.db, (node, revision) => {
      const position = parts.positionOf(node, revision);
      return position === undefined ? undefined : Number(position);
    });
  }

  /** @param at the state before the capture */
  captured(recorded: Recorded, data: CapturedData, at: At): void {
    const displacing = MAY_DISPLACE.has(data.reason) ? displacingOf(data, at) : undefined;
    if (displacing !== undefined && 'node' in data.source)
      this.displaced(recorded, data, displacing);
  }

  /**
   * A container that is stored or deleted while its restore is missing displaces the last good one.
   */
  capturedContainer(
    { id, position, metadata: { operation } }: Recorded,
    data: CryptoCapturedData,
    { clusterState, resource }: At,
  ): void {
    const { checkpoint, number, fingerprint, reason, source } = data;
    const state = clusterState.openResource(resource as ResourceId);
    const known = state?.crypto.get(checkpoint);
    const isDeliberate = reason === 'recaptured';
    if (known === undefined || known.captures === 0 || known.fingerprint === fingerprint) return;
    if (!isDeliberate && !displacesKeys(data, known)) return;
    const { node } = source;
    const named = nameOn(clusterState, node, known);
    const written = this.parts.containers.changeOf(known.source, named);
    this.parts.table.add(
      {
        ...{ id, operation, position: Number(position), node, resource, checkpoint, isDeliberate },
        source: { checkpoint, capture: number - 1, effectiveKey: '' },
      },
      [
        {
          ...{ key: containerPath(named), name: null, rule: isDeliberate ? null : 'R3' },
          ...{ victims: [], edits: 0, keys: 0, values: 0 },
          ...writersOf([written]),
          lost: fingerprintJson(known.fingerprint),
          kept: fingerprintJson(fingerprint),
        },
      ],
    );
  }

  private displaced(
    { id, position, metadata: { operation } }: Recorded,
    data: CapturedData,
    { resource, checkpoint, loss, isDeliberate, effectiveKey }: Displacing,
  ): void {
    this.parts.settle();
    const places = this.placesOf(data, effectiveKey, position).filter(
      (place) => isDeliberate || existed(place),
    );
    const rows = lossRows(places.map((place) => ({ place, loss })));
    const source = { checkpoint: data.checkpoint, capture: data.number - 1, effectiveKey };
    const node = 'node' in data.source ? data.source.node : '';
    const overwriting = { id, operation, position: Number(position), node, resource, checkpoint };
    if (rows.length > 0) this.parts.table.add({ ...overwriting, isDeliberate, source }, rows);
  }

  private placesOf(
    { checkpoint, number, source }: CapturedData,
    key: string,
    to: Position,
  ): readonly PlaceChange[] {
    const { contents } = this.parts;
    const last = { checkpoint, number: number - 1 };
    const before = contents.of(last, key, toPosition(to - 1n));
    const after = 'node' in source ? contents.ofNode(source, key) : undefined;
    const withWriter = this.writers.of(contents.way(last, toPosition(to - 1n)));
    return [...contentChanges({ before, after, key })].map(withWriter);
  }
}

/** True for the first capture over a missing restore: later captures displace no good copy. */
const displacesKeys = ({ overUnrestored }: CryptoCapturedData, known: CryptoCheckpoint): boolean =>
  overUnrestored !== undefined &&
  known.fingerprint !== ABSENT_CONTAINER &&
  known.overUnrestored?.restoreFailed !== overUnrestored.restoreFailed;

const existed = (place: PlaceChange): boolean =>
  place.kind === 'key' ? place.isLost : place.lost !== undefined;

/**
 * The reason: a recapture by command, or the restore of another resource over a missing restore.
 */
const displacingOf = (
  data: CapturedData,
  { clusterState, resource }: At,
): Displacing | undefined => {
  const state = clusterState.openResource(resource as ResourceId);
  const { checkpoint, number, reason, clobberedBy } = data;
  const known = state?.checkpoints.get(checkpoint);
  if (state === undefined || known === undefined || number < 2) return undefined;
  const own = { resource, checkpoint, effectiveKey: known.effectiveKey };
  if (reason === 'recaptured') return { ...own, isDeliberate: true, loss: DISPLACED };
  if (!isUnrestored(state, data)) return undefined;
  const loss = { rule: 'R6', victims: [{ resource, checkpoint }], edits: 0 } as const;
  return { ...own, ...clobberedBy, isDeliberate: false, loss };
};

/** The reasons for which a capture may displace places; most captures have another one. */
const MAY_DISPLACE: ReadonlySet<string> = new Set(['clobbered', 'recaptured']);

const DISPLACED: Loss = { rule: null, victims: [], edits: 0 };

const isUnrestored = (
  { onlineInterval }: OpenResource,
  { checkpoint, source }: CapturedData,
): boolean =>
  'node' in source &&
  onlineInterval?.node === source.node &&
  onlineInterval.unrestored.has(checkpoint);
