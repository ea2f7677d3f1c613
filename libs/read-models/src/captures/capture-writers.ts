import { type Position } from '#event-store';
import { effectiveKey, foldName, type RegistryView } from '#registry';

import { type RegistryPast, type WrittenAt } from '../registry/registry-past.js';
import { type ValueWriting } from '../registry/version-blocks.js';
import { type CaptureContents } from './capture-contents.js';
import { type Captures } from './captures.js';
import { sourcesOf, type PlaceSource } from './copy-sources.js';

type WriterParts = Readonly<{
  captures: Captures;
  contents: CaptureContents;
  registry: RegistryPast;
  /** The position of an event of a node's stream. */
  positionOf: (node: string, revision: number) => Position | undefined;
}>;

/** The events that wrote the values of captures. */
export class CaptureWriters {
  constructor(private readonly parts: WriterParts) {}

  /**
   * The writers of the values that a view shows of a capture. The last key is cached, so ask key by
   * key.
   *
   * @param to the position up to which captures are known
   */
  of(
    capture: Readonly<{ checkpoint: string; number: number }>,
    view: RegistryView,
    to: Position,
  ): WrittenAt {
    const sourceOf = sourcesOf(this.parts.contents.way(capture, to));
    const ofMoments = new Map<string, WrittenAt>();
    return (path, name) => {
      const key = effectiveKey(path, view);
      const source = sourceOf({ folded: foldName(key), name });
      return source && this.writingOf(source, { key, name }, { to, ofMoments });
    };
  }

  private writingOf(
    { capture, moment }: PlaceSource,
    { key, name }: Readonly<{ key: string; name: string }>,
    { to, ofMoments }: Readonly<{ to: Position; ofMoments: Map<string, WrittenAt> }>,
  ): ValueWriting | undefined {
    const { captures, registry } = this.parts;
    if (moment === undefined) {
      const edited = captures.get(capture.checkpoint, capture.number, to);
      return edited && { position: Number(edited.position), origin: undefined };
    }
    const id = `${moment.node}/${moment.nodeRevision}`;
    const position = this.parts.positionOf(moment.node, moment.nodeRevision);
    if (position === undefined) return undefined;
    const writers = ofMoments.get(id) ?? registry.writers(moment.node, '64-bit', Number(position));
    ofMoments.set(id, writers);
    return writers(key, name);
  }
}
