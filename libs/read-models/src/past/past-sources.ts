import { type PastSources } from '#domain';
import { type Position } from '#event-store';

import { type CaptureContents } from '../captures/capture-contents.js';
import { type RegistryPast } from '../registry/registry-past.js';

type Parts = Readonly<{
  registry: RegistryPast;
  contents: CaptureContents;
  /** The position of an event of a node, by its revision. */
  positionOf: (node: string, revision: number) => Position | undefined;
}>;

/** The sources of a past state: registries and contents at a position, from the read models. */
export const pastSources = (parts: Parts, at: Position): PastSources => {
  const { registry, contents } = parts;
  const positionAt = (node: string, revision: number): number => {
    const found = parts.positionOf(node, revision);
    if (found === undefined) throw new Error(`node ${node} has no event with revision ${revision}`);
    return Number(found);
  };
  return {
    registryKey: ({ node, nodeRevision, key }) =>
      registry.keyAt(node, key, positionAt(node, nodeRevision)),
    hasRegistryKey: ({ node, nodeRevision, key }) =>
      registry.hasKeyAt(node, key, positionAt(node, nodeRevision)),
    captureContent: ({ checkpoint, number, effectiveKey }) =>
      contents.of({ checkpoint, number }, effectiveKey, at),
  };
};
