import { type NodeEvent } from '#domain';
import { type Position } from '#event-store';
import { foldName } from '#registry';

import { type CaptureContents } from '../captures/capture-contents.js';
import { sourcesOf, type PlaceSource } from '../captures/copy-sources.js';
import { type OriginOf, type RegistryVersions } from '../registry/registry-versions.js';

type RestoredData = Extract<NodeEvent, { type: 'RegistryRestored' }>['data'];

type OriginParts = Readonly<{
  versions: RegistryVersions;
  contents: CaptureContents;
  /** The position of an event of a node's stream. */
  positionOf: (node: string, revision: number) => Position | undefined;
}>;

/**
 * Finds the edit that first wrote a value which a restore puts onto a node: the restored capture has
 * the value from another moment of a node, and its version there knows its own origin.
 */
export class Origins {
  constructor(private readonly parts: OriginParts) {}

  /** @param to the position of the restore */
  of({ checkpoint, capture: number }: RestoredData, to: Position): OriginOf {
    let sourceOf: ReturnType<typeof sourcesOf> | undefined;
    return ({ key, name }) => {
      sourceOf ??= sourcesOf(this.parts.contents.way({ checkpoint, number }, to));
      const source = sourceOf({ folded: foldName(key), name });
      return source && this.originOf(source, { key, name });
    };
  }

  private originOf(
    { moment }: PlaceSource,
    value: Readonly<{ key: string; name: string }>,
  ): number | undefined {
    if (moment === undefined) return undefined;
    const position = this.parts.positionOf(moment.node, moment.nodeRevision);
    if (position === undefined) return undefined;
    return this.parts.versions.originAt({ node: moment.node, position: Number(position) }, value);
  }
}
