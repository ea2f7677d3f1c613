import {
  ABSENT_CONTAINER,
  type CryptoCheckpoint,
  type NodeId,
  type OpenResource,
  type ResourceId,
  type ClusterView,
} from '#domain';
import { toPosition, type Position } from '#event-store';
import {
  findKey,
  foldName,
  getValue,
  joinKey,
  splitKey,
  type RegistryKey,
  type RegistryValue,
} from '#registry';

import { type CaptureContents } from '../../captures/capture-contents.js';
import { rangeBelow, type ReadDatabase, type Row } from '../../file/database.js';
import { deletionOf, creationOf } from '../../registry/key-rows.js';
import { type Change } from '../../places.js';
import { jsonOf, lastVersion } from '../../registry/version-blocks.js';
import { ContainerChanges, containerPath, nameOn } from './containers.js';
import { Secured } from './secured.js';

/** A place of a node whose last edit has no capture, and that differs from the stored copy. */
export type UnsecuredPlace = Readonly<{
  resource: string;
  checkpoint: string;
  key: string;
  /** Null for a key. */
  name: string | null;
  /** Undefined for an absence; true for a key, and the fingerprint for a key container. */
  value: RegistryValue | true | Readonly<{ fingerprint: string }> | undefined;
  written: Position;
}>;

export type Unsecured = Readonly<{
  keys: number;
  values: number;
  containers: number;
  items: readonly UnsecuredPlace[];
  more: boolean;
}>;

type Copy = Readonly<{
  resource: string;
  checkpoint: string;
  effectiveKey: string;
  content: RegistryKey | undefined;
}>;

const LAST_VALUES = `SELECT p.key, p.name, p.key_text, p.text, v.first, v.versions, v.edits, v.settled
  FROM value_places p JOIN value_versions v ON v.place = p.id
    AND v.first = (SELECT first FROM main.value_versions WHERE place = p.id ORDER BY first DESC LIMIT 1)
  WHERE p.node = ?1 AND (p.key = ?2 OR (p.key >= ?3 AND p.key < ?4))`;
const LAST_KEYS = `SELECT k.* FROM key_versions k WHERE k.node = ?1
  AND (k.key = ?2 OR (k.key >= ?3 AND k.key < ?4))
  AND k.since = (SELECT since FROM main.key_versions WHERE node = k.node AND key = k.key ORDER BY since DESC LIMIT 1)`;

/**
 * The edits that are lost when a node is evicted: edits of checkpointed keys that no stored copy
 * has.
 */
export class UnsecuredPlaces {
  private readonly secured: Secured;

  constructor(
    private readonly db: ReadDatabase,
    private readonly contents: CaptureContents,
  ) {
    this.secured = new Secured(db);
  }

  /** The places of a node at a position. The node may have no later edit. */
  on(
    clusterState: ClusterView,
    node: NodeId,
    { limit, at }: Readonly<{ limit: number; at: Position }>,
  ): Unsecured {
    const items: UnsecuredPlace[] = [];
    const listed = new Set<string>();
    const counts = { key: 0, value: 0, container: 0 };
    for (const [kind, place] of this.all(clusterState, node, at)) {
      const id = JSON.stringify([kind, foldName(place.key), place.name && foldName(place.name)]);
      if (listed.has(id)) continue;
      listed.add(id);
      counts[kind] += 1;
      if (items.length < limit) items.push(place);
    }
    const { key: keys, value: values, container: containers } = counts;
    return { keys, values, containers, items, more: listed.size > items.length };
  }

  private *all(
    clusterState: ClusterView,
    node: NodeId,
    at: Position,
  ): Iterable<readonly ['key' | 'value' | 'container', UnsecuredPlace]> {
    for (const copy of this.copies(clusterState, at))
      for (const place of this.places(node, copy))
        yield [place.name === null ? 'key' : 'value', place];
    for (const place of this.containers(clusterState, node, at)) yield ['container', place];
  }

  private *containers(
    clusterState: ClusterView,
    node: NodeId,
    at: Position,
  ): Iterable<UnsecuredPlace> {
    const changes = new ContainerChanges(this.db);
    for (const [resource, state] of resourcesOf(clusterState))
      for (const checkpoint of state.crypto.values()) {
        const named = nameOn(clusterState, node, checkpoint);
        const last = changes.at(node, named, Number(at));
        const upTo = this.secured.of(checkpoint.id, node)({ folded: '', name: null });
        if (last === undefined || last.change.restored || last.change.revision <= upTo) continue;
        const { fingerprint } = last;
        if (isCopyOf(checkpoint, fingerprint)) continue;
        yield {
          ...{ resource, checkpoint: checkpoint.id, key: containerPath(named), name: null },
          value: fingerprint === undefined ? undefined : { fingerprint },
          written: toPosition(BigInt(last.change.position)),
        };
      }
  }

  private *copies(clusterState: ClusterView, at: Position): Iterable<Copy> {
    for (const [resource, state] of resourcesOf(clusterState))
      for (const { id: checkpoint, effectiveKey, captures } of state.checkpoints.values()) {
        const content = this.contents.of({ checkpoint, number: captures }, effectiveKey, at);
        yield { resource, checkpoint, effectiveKey, content };
      }
  }

  private *places(node: string, copy: Copy): Iterable<UnsecuredPlace> {
    const upTo = this.secured.of(copy.checkpoint, node);
    for (const { folded, ...place } of [...this.keys(node, copy), ...this.values(node, copy)]) {
      const { restored, revision } = place.change;
      if (!restored && revision > upTo({ folded, name: place.name })) yield placeIn(copy, place);
    }
  }

  /** Keys that only the node or only the stored copy has. */
  private *keys(node: string, copy: Copy): Iterable<Differing> {
    const paths = new Map([[foldName(copy.effectiveKey), copy.effectiveKey]]);
    for (const row of this.db.all(`${LAST_KEYS} ORDER BY k.key`, ...rangeOf(node, copy))) {
      const [folded, parent] = [String(row['key']), String(row['parent'])];
      const key = paths.get(folded) ?? joinKey(paths.get(parent) ?? parent, String(row['text']));
      paths.set(folded, key);
      const isThere = row['until'] === null;
      const change = deletionOf(row) ?? creationOf(row);
      if (isThere !== (keyIn(copy, folded) !== undefined))
        yield { folded, key, name: null, value: isThere || undefined, change };
    }
  }

  /** Values that differ from those of the stored copy. */
  private *values(node: string, copy: Copy): Iterable<Differing> {
    const sql = `${LAST_VALUES} ORDER BY p.key, p.name`;
    for (const row of this.db.all(sql, ...rangeOf(node, copy))) {
      const last = lastVersion(row);
      if (last === undefined || jsonOf(last.version) === copied(copy, row)) continue;
      const { version, change } = last;
      const name = version.spelling ?? String(row['text']);
      const { value } = version;
      yield { folded: String(row['key']), key: String(row['key_text']), name, value, change };
    }
  }
}

type Differing = Pick<UnsecuredPlace, 'key' | 'name' | 'value'> &
  Readonly<{ folded: string; change: Change }>;

const isCopyOf = (
  { fingerprint: copy }: CryptoCheckpoint,
  fingerprint = ABSENT_CONTAINER,
): boolean => copy === fingerprint;

const rangeOf = (
  node: string,
  { effectiveKey }: Copy,
): readonly [string, string, string, string] => {
  const folded = foldName(effectiveKey);
  return [node, folded, ...rangeBelow(folded)];
};

const placeIn = (
  { resource, checkpoint }: Copy,
  { change, ...place }: Omit<Differing, 'folded'>,
): UnsecuredPlace => ({
  resource,
  checkpoint,
  ...place,
  written: toPosition(BigInt(change.position)),
});

function* resourcesOf(clusterState: ClusterView): Iterable<readonly [ResourceId, OpenResource]> {
  for (const id of clusterState.resourceIds()) {
    const state = clusterState.openResource(id);
    if (state !== undefined) yield [id, state];
  }
}

/** The stored copy's key at a folded path. */
const keyIn = ({ effectiveKey, content }: Copy, folded: string): RegistryKey | undefined =>
  content && findKey(content, splitKey(folded).slice(splitKey(effectiveKey).length).join('\\'));

const copied = (copy: Copy, row: Row): string => {
  const key = keyIn(copy, String(row['key']));
  return JSON.stringify((key && getValue(key, String(row['name']))) ?? null);
};
