import { streamName } from '#domain';
import { backupAlarm, nextRun } from '#processes';

import { stampOf } from '../backups/scheduled-backup.js';
import { type RunningCluster } from '../running-cluster.js';
import { type AttentionItem } from './item.js';

/** The alarm of the schedule of backups. */
export const backupItems = ({
  state,
  reads,
  name,
  now,
}: Pick<RunningCluster, 'state' | 'reads' | 'name' | 'now'>): readonly AttentionItem[] => {
  const alarm = backupAlarm(state, now);
  const schedule = state.cluster.status === 'formed' ? state.cluster.backupSchedule : undefined;
  if (alarm === undefined || schedule === undefined) return [];
  const { failed, since, detail } = alarm;
  const position = failed && reads.events.positionOf(streamName(name, 'backup', failed), 0);
  const due = nextRun(state, now);
  const stamp = stampOf(new Date(now).toISOString());
  return [
    {
      ...{ severity: 'critical', kind: 'backup-overdue', detail },
      thing: { kind: 'backup', id: failed ?? 'schedule', name: schedule.path },
      since: position === undefined ? undefined : { position: String(position), recordedAt: since },
      ...(due !== undefined && { due }),
      remedy: {
        text: 'Make room or mend the folder, then take a backup now.',
        ...{ method: 'POST', path: '/v1/backups' },
        body: { path: `${schedule.path}/${stamp}.tar.zst` },
      },
    },
  ];
};
