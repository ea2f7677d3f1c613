import { isContainerLoss, type LostWrite } from '#read-models';

import { isRecoverable } from '../lost-writes/lost-checkpoints.js';
import { judgedRows } from '../lost-writes/lost-write-scan.js';
import { shownName } from '../names.js';
import { type Moment } from '../reading/moment.js';
import { acknowledgeLost, recoverLost, type Remedy } from '../remedies/remedy.js';
import { type RunningCluster } from '../running-cluster.js';
import { type AttentionItem } from './item.js';

/** The most lost writes that are looked at, and that are items; the newest of them. */
const [MAX_LOOKED_AT, MAX_ITEMS] = [1000, 200];

/** The newest lost writes that nobody has dealt with. */
export const lostWriteItems = async (
  cluster: RunningCluster,
  moment: Moment,
): Promise<readonly AttentionItem[]> => {
  const items: AttentionItem[] = [];
  let count = 0;
  for await (const { row, state } of judgedRows(cluster, {}, moment)) {
    count += 1;
    if (state === 'open') items.push(itemOf(cluster, row));
    if (items.length === MAX_ITEMS || count === MAX_LOOKED_AT) break;
  }
  return items;
};

const itemOf = (cluster: RunningCluster, row: LostWrite): AttentionItem => {
  const { reads, state } = cluster;
  const resource = shownName(state, 'resources', row.resource);
  const node = shownName(state, 'nodes', row.node);
  const name =
    row.name === null ? row.key : `${row.key}\\${row.name === '' ? '(default)' : row.name}`;
  const overwriting = reads.events.at(Number(row.overwritten));
  const actor = reads.events.at(Number(row.written ?? 0n))?.metadata.actor;
  const by = actor === undefined ? '' : ` by ${actor}`;
  return {
    severity: 'warning',
    kind: 'lost-write',
    thing: { kind: 'lost-write', id: row.id, name, resource, node },
    since: overwriting && {
      position: String(overwriting.position),
      recordedAt: overwriting.recordedAt.getTime(),
    },
    detail: `the edit of ${name} on ${node}${by} was overwritten when ${resource} was restored there (${row.rule ?? 'by command'})`,
    remedy: remedyOf(cluster, row, name),
  };
};

/** A recovery, unless it would be refused. */
const remedyOf = (cluster: RunningCluster, row: LostWrite, name: string): Remedy => {
  if (isRecoverable(cluster, row)) return recoverLost(row.id, name);
  const why = isContainerLoss(row)
    ? 'no capture has these keys, or no checkpoint is there any more'
    : 'no stored copy can take the content any more';
  return acknowledgeLost(row.id, why);
};
