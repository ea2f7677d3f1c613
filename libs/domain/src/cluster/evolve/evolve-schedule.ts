import { type DataOf } from '../../vocabulary/message.js';
import { type ClusterEvent } from '../events.js';
import { type FormedCluster } from '../state.js';

export const backupScheduleSet = (
  state: FormedCluster,
  { at, ...settings }: DataOf<ClusterEvent, 'BackupScheduleSet'>,
): FormedCluster => ({ ...state, backupSchedule: { ...settings, setAt: at } });

export const backupScheduleDeleted = (state: FormedCluster): FormedCluster => {
  const { backupSchedule, ...rest } = state;
  return backupSchedule === undefined ? state : rest;
};
