import { expect, test } from '@jest/globals';

import { type FailedBackup, type TakenBackup } from '../../backup/state.js';
import { type BackupId } from '../../vocabulary/ids.js';
import { BackupRuns } from './backup-runs.js';

const taken = (scheduledFor?: number): TakenBackup => ({
  ...{ status: 'taken', name: undefined, at: 0, rootHash: '', nodes: [], archive: undefined },
  ...{ cut: { event: 'e', stream: 's', revision: 0 }, folder: undefined, scheduledFor },
});
const failed = (scheduledFor?: number): FailedBackup => ({
  ...{ status: 'failed', at: 0, reason: 'full', path: undefined, scheduledFor },
});
const id = (name: string): BackupId => name as BackupId;

const runsOf = (...backups: readonly [string, TakenBackup | FailedBackup][]): BackupRuns => {
  const runs = new BackupRuns();
  for (const [name, backup] of backups) runs.note(id(name), backup);
  return runs;
};

test('the last run is the newest one, whether it failed or not', () => {
  expect(runsOf().last).toBeUndefined();
  expect(runsOf(['a', taken(1)], ['b', failed(2)]).last).toMatchObject({ id: 'b', reason: 'full' });
  expect(runsOf(['a', failed(2)], ['b', taken(1)]).last?.id).toBe('a');
  expect(runsOf(['a', taken()], ['b', failed()]).last).toBeUndefined();
});

test('the last archive is of any backup', () => {
  const archive = { path: 'a', bytes: 1, sha256: '' };
  expect(runsOf(['a', taken(1)]).lastArchiveAt).toBe(-Infinity);
  const runs = runsOf(
    ['a', { ...taken(), at: 7, archive }],
    ['b', { ...taken(9), at: 5, archive }],
  );
  expect([runs.lastArchiveAt, new BackupRuns(runs).lastArchiveAt]).toEqual([7, 7]);
});

test('existing runs were taken by the schedule and not deleted, newest first', () => {
  const runs = runsOf(['a', taken(1)], ['b', taken(3)], ['c', taken(2)], ['d', taken()]);
  const fork = new BackupRuns(runs);
  runs.note(id('c'), { status: 'deleted', because: 'retention' });
  expect(runs.existing().map((run) => run.id)).toEqual(['b', 'a']);
  expect(fork.existing().map((run) => run.id)).toEqual(['b', 'c', 'a']);
  expect(runs.last?.id).toBe('b');
});

test('a failure stands until any backup has an archive', () => {
  const archive = { path: 'a', bytes: 1, sha256: '' };
  const before = [
    ['a', { ...taken(1), archive }],
    ['b', failed(2)],
    ['c', taken(3)],
  ] as const;
  const runs = runsOf(...before.map(([name, backup]) => [name, backup] as [string, typeof backup]));
  expect(runs.failure?.id).toBe('b');
  const fork = new BackupRuns(runs);
  runs.note(id('d'), { ...taken(), archive });
  expect([runs.failure, fork.failure?.id]).toEqual([undefined, 'b']);
  expect(runsOf(['a', failed()]).failure).toBeUndefined();
});
