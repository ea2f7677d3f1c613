import { withDependents, type ResourceId } from '#domain';

import { type StepCommand } from '../execution/step.js';
import { isUp, type PhaseSteps, type Planned } from './phase.js';

/**
 * Takes resources offline that are removed, or change their group, with those that depend on them: one
 * operation for each group. Undefined if all of them are down.
 */
export const takingOffline = (
  { present, restore }: Planned,
  ids: readonly ResourceId[],
): PhaseSteps | undefined => {
  const up = ids.filter((id) => isUp(present, id));
  if (up.length === 0) return undefined;
  const groups = Map.groupBy(up, (id) => present.openResource(id)?.group);
  const all = [...groups].map(([id, members]): StepCommand | 'wait' => {
    const group = id && present.openGroup(id);
    if (id === undefined || !group || group.operation !== undefined) return 'wait';
    const resources = [...withDependents(group, members)];
    const { operation, force } = restore;
    const data = { operation, kind: 'offline', resources, persist: true } as const;
    const command = {
      type: 'StartGroupOperation',
      data: { ...data, ...(force && { force }) },
    } as const;
    return { kind: 'group', id, command };
  });
  return {
    steps: all.flatMap((one) => (one === 'wait' ? [] : [one])),
    isWaiting: all.includes('wait'),
  };
};
