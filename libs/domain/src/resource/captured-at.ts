import { type DataOf } from '../vocabulary/message.js';
import { type NodeMoment, type ResourceEvent } from './events.js';

type CapturedData = DataOf<ResourceEvent, 'RegistryCheckpointCaptured'>;

/**
 * The node and revision up to which a capture has the edits; undefined for a capture that only
 * repeats an earlier one.
 */
export const capturedAt = ({
  source,
  overUnrestored,
}: Pick<CapturedData, 'source' | 'overUnrestored'>): NodeMoment | undefined => {
  if ('node' in source) return source;
  return overUnrestored && { node: overUnrestored.node, nodeRevision: overUnrestored.nodeRevision };
};
