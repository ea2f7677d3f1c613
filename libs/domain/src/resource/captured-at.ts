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

/**
 * True if a content of the node from before the end of an online interval may still be captured: it
 * is later than the last capture, and no command has replaced the stored copy since.
 */
export const needsLateCapture = (
  { settled, source }: Readonly<{ settled: boolean; source: NodeMoment }>,
  { node, nodeRevision }: NodeMoment,
): boolean => !settled && !(source.node === node && source.nodeRevision >= nodeRevision);
