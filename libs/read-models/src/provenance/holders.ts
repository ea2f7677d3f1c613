import { type NodeMoment } from '#domain';
import { type Position } from '#event-store';
import { foldName, isWithin, type RegistryChange, type RegistryValue } from '#registry';

import { type CaptureContents } from '../captures/capture-contents.js';
import { type Captures } from '../captures/captures.js';
import { type CapturedData } from '../captures/copy-sources.js';
import { type CaptureRef } from './blame.js';
import { type RegistryPast } from '../registry/registry-past.js';
import { type NamedPlace } from '../registry/value-change.js';
import { originOf, type ValueWriting } from '../registry/version-blocks.js';

/** The value of a place, in the spelling of its name, and its writer. */
export type HeldValue = Readonly<{ name: string; value: RegistryValue; written: ValueWriting }>;

type Parts = Readonly<{
  registry: RegistryPast;
  captures: Captures;
  contents: CaptureContents;
  /** The position of an event of a node's stream. */
  positionOf: (node: string, revision: number) => Position | undefined;
}>;

/** The key and the name of a value. */
export type ValueName = Pick<NamedPlace, 'key' | 'name'>;

/** Looks up one value in registries and in stored copies, without a visit of the others. */
export class Holders {
  constructor(private readonly parts: Parts) {}

  /** The value that a node has at a position; undefined if it has none. */
  onNode(place: NamedPlace, at: number): HeldValue | undefined {
    const version = this.parts.registry.changeAt(place, at)?.version;
    if (version?.value === undefined) return undefined;
    const written = { position: version.since, origin: originOf(version) };
    return { name: version.spelling ?? place.name, value: version.value, written };
  }

  /** The value that a capture has; undefined if it has none. */
  inCapture(capture: CaptureRef, value: ValueName, to: Position): HeldValue | undefined {
    for (const data of this.parts.contents.way(capture, to)) {
      const change = data.changes?.findLast((one) => decides(one, value));
      if (change !== undefined)
        return change.op === 'set' ? this.changedIn(data, change, to) : undefined;
      if ('node' in data.source) return this.atMoment(data.source, value);
    }
    return undefined;
  }

  /** A value that a capture took from a node by itself, or that was edited in the stored copy. */
  private changedIn(
    { checkpoint, number, overUnrestored }: CapturedData,
    change: Extract<RegistryChange, { op: 'set' }>,
    to: Position,
  ): HeldValue | undefined {
    if (overUnrestored !== undefined) return this.atMoment(overUnrestored, change);
    const edited = this.parts.captures.get(checkpoint, number, to);
    const { name, value } = change;
    return (
      edited && { name, value, written: { position: Number(edited.position), origin: undefined } }
    );
  }

  private atMoment(
    { node, nodeRevision }: Pick<NodeMoment, 'node' | 'nodeRevision'>,
    { key, name }: ValueName,
  ): HeldValue | undefined {
    const position = this.parts.positionOf(node, nodeRevision);
    return position === undefined ? undefined : this.onNode({ node, key, name }, Number(position));
  }
}

/** True for a change that gives a value its content, or takes it away. */
const decides = (change: RegistryChange, { key, name }: ValueName): boolean => {
  if (change.op === 'delete-key') return isWithin(key, change.key);
  return (
    (change.op === 'set' || change.op === 'delete-value') &&
    foldName(change.key) === foldName(key) &&
    foldName(change.name) === foldName(name)
  );
};
