import { ClusterError } from '#clusapi';

import { type CureKind } from '../../vocabulary/cure.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type ResourceCommand } from '../commands.js';
import { type CaptureReason, type NodeMoment, type ResourceEvent } from '../events.js';
import { type OpenResource, type RegistryCheckpoint } from '../state.js';
import { isUnrestored } from '../unrestored.js';
import { requireNotOnline, requireReplaceable } from './decide-captures.js';

/** The reasons of captures that belong to a cure. */
export const CURE_REASONS: Readonly<Record<CureKind, CaptureReason>> = {
  revert: 'reverted',
  recover: 'recovered',
  recapture: 'recaptured',
  backup: 'backup',
};

/**
 * Changes the stored copy of a resource that is not online.
 *
 * @throws ClusterError ERROR_RESOURCE_ONLINE; ERROR_INVALID_STATE if a capture came first
 */
export const changeRegistryCopy = (
  { checkpoint, changes, captures, hash, cure }: DataOf<ResourceCommand, 'ChangeRegistryCopy'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  const known = requireReplaceable(checkpoint, state.checkpoints, state);
  requireNotOnline(state);
  if (known.captures !== captures)
    throw new ClusterError('ERROR_INVALID_STATE', 'another capture of the checkpoint came first');
  if (hash === known.hash) return [];
  const reason = cure === undefined ? 'staged' : CURE_REASONS[cure.kind];
  const number = captures + 1;
  const data = { checkpoint, number, reason, source: { capture: captures }, changes, hash };
  return [{ type: 'RegistryCheckpointCaptured', data: { ...data, ...(cure && { cure }) } }];
};

/**
 * Captures a stored copy that a cure of a node's registry owes, on top of the capture that was the
 * last one when the debt was found: a step that comes late or twice decides nothing. The cure was
 * decided before; the state of the resource does not matter any more.
 */
export const captureCure = (
  { checkpoint, captures, source, changes, hash, cure }: DataOf<ResourceCommand, 'CaptureCure'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  const known = state.checkpoints.get(checkpoint);
  if (known?.captures !== captures) return [];
  if ('node' in source && hasLiveCopy(known, state, { ...source, hash })) return [];
  const reason = CURE_REASONS[cure.kind];
  const data = { checkpoint, number: captures + 1, reason, source, hash, cure };
  return [{ type: 'RegistryCheckpointCaptured', data: { ...data, ...(changes && { changes }) } }];
};

/** True if a cure of the node, or a later one, was captured. */
export const isCuredSince = (
  { cured }: Pick<RegistryCheckpoint, 'cured'>,
  { node, nodeRevision }: NodeMoment,
): boolean => cured?.node === node && cured.nodeRevision >= nodeRevision;

/**
 * True if the stored copy is the live key of a moment of a node, or of a later one, and the restore
 * onto the node is not missing.
 */
export const hasLiveCopy = (
  known: RegistryCheckpoint,
  state: OpenResource,
  { node, nodeRevision, hash }: NodeMoment & Readonly<{ hash: string }>,
): boolean => {
  const isMissing = isUnrestored(known, state) && state.onlineInterval?.node === node;
  const isLater = known.source.node === node && known.source.nodeRevision >= nodeRevision;
  return !isMissing && (isLater || known.hash === hash);
};
