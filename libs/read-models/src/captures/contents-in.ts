import { type Position } from '#event-store';

import { type RegistryPast } from '../registry/registry-past.js';
import { CaptureContents } from './capture-contents.js';
import { type Captures } from './captures.js';

/** The contents of captures from the versions of the registries that they were taken from. */
export const contentsIn = (
  captures: Captures,
  past: RegistryPast,
  positionOf: (node: string, revision: number) => Position | undefined,
): CaptureContents =>
  new CaptureContents(captures, ({ node, nodeRevision }, key) => {
    const position = positionOf(node, nodeRevision);
    return position && past.keyAt(node, key, Number(position));
  });
