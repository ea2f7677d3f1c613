import { type Formation, type NodeId } from '#domain';

import { type StepCommand } from '../execution/step.js';
import { listedNodes, type Phase } from './phase.js';
import { type Restoring } from './restored-things.js';

/** Stops the nodes that will take the restored state when they start again. */
export const stoppingPhase: Phase = (planned) => {
  const { restore, present } = planned;
  const running = othersOf(planned).filter((id) => present.presentNode(id)?.state !== 'Down');
  const { operation } = restore;
  return {
    steps: running
      .filter((id) => present.presentNode(id)?.drain === undefined)
      .map((id) => ({ kind: 'node', id, command: { type: 'StopNode', data: { operation } } })),
    isWaiting: running.length > 0,
  };
};

/**
 * Starts the nodes of a formation that was released: the one that forms the cluster, then the others. A
 * node that has crashed meanwhile stays down.
 */
export const startingSteps = (
  restoring: Restoring,
  { node }: Formation,
): readonly StepCommand[] => {
  const { present, restore } = restoring;
  const { operation } = restore;
  const down = [node, ...othersOf(restoring)].filter((id) => {
    const { state, hasCrashed, leaving } = present.presentNode(id) ?? {};
    return state === 'Down' && hasCrashed !== true && leaving === undefined;
  });
  const first = down.includes(node) ? [node] : down;
  return first.map((id) => ({
    kind: 'node',
    id,
    command: { type: 'StartNode', data: { operation } },
  }));
};

const othersOf = ({ restore: { formation }, present }: Restoring): readonly NodeId[] =>
  listedNodes(present, formation?.others ?? []);
