import { ClusterError } from '#clusapi';
import { ABSENT_CONTAINER, findContainer, type PresentNode } from '#domain';

import { pendingCryptoSteps } from '../captures/crypto-steps.js';
import { restoreKeys } from '../captures/crypto-restore.js';
import { type StepCommand } from '../execution/step.js';
import { undoingOf } from './checkpoint-phase.js';
import { liveContainers, providerOn, type LiveContainer } from './live-keys.js';
import { type Phase, type Planned } from './phase.js';

/** Puts the keys of the backup into the containers of resources that are online, each once. */
export const containerPhase: Phase = (planned) => {
  const { present, restore, things } = planned;
  const live = liveContainers(planned, things.checkpoints);
  const open = live.flatMap((container) => {
    const on = present.presentNode(container.node);
    const done = on?.restores.get(container.ref.checkpoint);
    const isDone = done?.operation === restore.operation && done.capture === container.capture;
    return on === undefined || isDone || hasKeys(on, container) ? [] : [{ container, on }];
  });
  const steps = open.flatMap(({ container, on }) => {
    const isReachable = !on.hasCrashed && on.leaving === undefined;
    return isReachable ? [containerStep(planned, container, on)] : [];
  });
  const isPending = live.some(
    ({ ref }) => pendingCryptoSteps(present, ref.resource, 'following').length > 0,
  );
  return { steps, isWaiting: isPending || steps.length < open.length };
};

const hasKeys = (on: PresentNode, { known, fingerprint }: LiveContainer): boolean =>
  (findContainer(on, known)?.fingerprint ?? ABSENT_CONTAINER) === fingerprint;

/** @throws ClusterError ERROR_INVALID_STATE if the node has no provider of the type */
const containerStep = (
  planned: Planned,
  { ref, node, group, epoch, known, capture, fingerprint }: LiveContainer,
  on: PresentNode,
): StepCommand => {
  const provider = providerOn(on, known);
  if (provider === undefined)
    throw new ClusterError(
      'ERROR_INVALID_STATE',
      `provider type ${known.type} has no default on ${on.name}`,
    );
  const { operation } = planned.restore;
  return restoreKeys(
    {
      ...{ id: ref.resource, group, attempt: { operation, epoch, node }, deliberate: true },
      pin: { checkpoint: ref.checkpoint, capture },
      cure: undoingOf(planned),
    },
    known,
    { provider, from: known.keys[capture - 1] ?? null, fingerprint },
  );
};
