import { type RegistryChange } from '#registry';

import { type NodeEvent } from '../src/node/events.js';
import { type ResourceEvent } from '../src/resource/events.js';
import { type CopyContent, type Cure, type CuredCopy } from '../src/vocabulary/cure.js';
import { type DataOf } from '../src/vocabulary/message.js';
import { APP, captured, CHECKPOINT, NODE_A } from './stories.js';

/** The stored copy of the checkpoint of the stories, after a cure. */
export const copyOf = (copy: CopyContent): CuredCopy => ({
  resource: APP,
  checkpoint: CHECKPOINT,
  copy,
});

/** A revert that the stored copy of the checkpoint of the stories follows. */
export const revertOf = (...copies: readonly CopyContent[]): Cure => ({
  kind: 'revert',
  since: 'event',
  copies: copies.map(copyOf),
});

/** A cure of the registry of a node. */
export const cured = (cure: Cure, ...changes: readonly RegistryChange[]): NodeEvent => ({
  type: 'RegistryChanged',
  data: { changes, cure },
});

/** The capture that a cure at a revision of node A owed. */
export const curedCapture = (
  number: number,
  nodeRevision: number,
  more: Partial<DataOf<ResourceEvent, 'RegistryCheckpointCaptured'>> = {},
): ResourceEvent =>
  captured(number, {
    reason: 'reverted',
    cure: { kind: 'revert', since: 'event', by: { node: NODE_A, nodeRevision } },
    ...more,
  });
