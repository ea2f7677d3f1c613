import { type DataOf } from '../vocabulary/message.js';
import { type NodeMoment, type ResourceEvent } from './events.js';

type CapturedData = DataOf<ResourceEvent, 'RegistryCheckpointCaptured'>;

/**
 * Up to which revision of which node a capture has the edits; undefined for one that repeats an
 * earlier capture.
 */
export const capturedAt = ({
  source,
  overUnrestored,
}: Pick<CapturedData, 'source' | 'overUnrestored'>): NodeMoment | undefined => {
  if ('node' in source) return source;
  return overUnrestored && { node: overUnrestored.node, nodeRevision: overUnrestored.nodeRevision };
};
