import { type CaptureReason, type NodeId, type ResourceId, type World } from '#domain';

import { owedCryptoSteps } from './crypto-steps.js';
import { owed, touchedBy, type Owed } from './owed.js';
import { isKind, type Moment, type Process, type Step } from './step.js';

/**
 * Rule 1: what changes under a key while its resource is online is captured.
 *
 * ```text
 * key differs from its last capture, resource online ──> CaptureRegistry (changed | clobbered)
 * key differed when the window closed, or at a start ──> CaptureRegistry (recovered)
 * ```
 */
export const owedCaptures: Process = {
  name: 'owed-captures',
  affected: (fact, world) => {
    if (isKind(fact, 'resource')) return OPENS_OR_CLOSES.has(fact.event.type) ? [fact.id] : [];
    if (!isKind(fact, 'node')) return [];
    const { event } = fact;
    if (RENEWS.has(event.type)) return onlineOn(world, fact.id as NodeId);
    return event.type === 'RegistryChanged' || event.type === 'RegistryRestored'
      ? new Set(touchedBy(world, fact.id as never, event.data).map(({ resource }) => resource))
      : [];
  },
  all: (world) => (world.cluster.status === 'formed' ? world.cluster.resources.keys() : []),
  next: (world, key, { phase }) => captureSteps(world, key as ResourceId, phase),
};

const OPENS_OR_CLOSES = new Set([
  'ResourceOnline',
  'ResourceOffline',
  'ResourceFailed',
  'RegistryCheckpointAdded',
  'CryptoCheckpointAdded',
]);

/** After these, a name may mean other keys. */
const RENEWS = new Set(['KeyContainerStored', 'KeyContainerRestored', 'DefaultProviderSet']);

/** One step a capture that is owed. */
export const captureSteps = (
  world: World,
  id: ResourceId,
  phase: Moment['phase'],
): readonly Step[] => [
  ...owed(world, id).map((missing) => captureStep(world, id, { missing, phase })),
  ...owedCryptoSteps(world, id, phase),
];

/** Those that may have a crypto checkpoint of a container there. */
const onlineOn = (world: World, node: NodeId): readonly string[] =>
  world.groupsOn(node).flatMap((id) => {
    const group = world.group(id);
    return group.status === 'open'
      ? [...group.members].filter((member) => world.onlineAt(member) === node)
      : [];
  });

const captureStep = (
  world: World,
  id: ResourceId,
  { missing, phase }: { missing: Owed; phase: Moment['phase'] },
): Step => {
  const { checkpoint, source, hash, late } = missing;
  const clobberedBy = world.clobber(checkpoint.id);
  const reason: CaptureReason =
    clobberedBy !== undefined
      ? 'clobbered'
      : late || phase === 'recovering'
        ? 'recovered'
        : 'changed';
  return {
    kind: 'resource',
    id,
    rule: clobberedBy === undefined ? 'R1' : 'R6',
    command: {
      type: 'CaptureRegistry',
      data: {
        checkpoint: checkpoint.id,
        reason,
        source,
        hash,
        ...(clobberedBy && { clobberedBy }),
      },
    },
  };
};
