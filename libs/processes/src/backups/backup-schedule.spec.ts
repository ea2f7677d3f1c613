import { describe, expect, test } from '@jest/globals';

import { type BackupSettings } from '#domain';
import { BuiltState, dueOf, idOf } from '#testing/processes';

import { backupAlarm } from './backup-alarm.js';
import { backupSchedule } from './backup-schedule.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 03:00 on a day of 1970, by its number. */
const three = (day: number): number => day * DAY + 3 * HOUR;

const scheduled = (more: Partial<BackupSettings> = {}, setAt = 0): BuiltState =>
  new BuiltState({ a: 'Up' }).record('cluster', 'c', {
    type: 'BackupScheduleSet',
    data: { cron: '0 3 * * *', path: 'nightly', at: setAt, ...more },
  });

const archiveOf = (day: number) => ({ path: `nightly/${day}`, bytes: 1, sha256: 's' });

const taken = (state: BuiltState, day: number, at = three(day)): BuiltState =>
  state.record('backup', `day ${day}`, {
    type: 'BackupTaken',
    data: {
      ...{ at, cut: { event: 'e', stream: 's', revision: 0 }, rootHash: '', nodes: [] },
      ...{ archive: archiveOf(day), scheduledFor: three(day) },
    },
  });

const failed = (state: BuiltState, day: number): BuiltState =>
  state.record('backup', `day ${day}`, {
    type: 'BackupFailed',
    data: { at: three(day), reason: 'the disk is full', scheduledFor: three(day) },
  });

/** The instants to take a backup for, and the days whose backup is deleted. */
const wanted = ({ clusterState }: BuiltState, now: number): readonly (number | string)[] =>
  backupSchedule.next(clusterState, 'schedule', { phase: 'following', now }).map((step) => {
    if (step.kind !== 'backup-work') throw new Error('no work of backups');
    const { command } = step;
    return command.type === 'TakeScheduledBackup'
      ? command.data.scheduledFor
      : `delete ${String(command.data.archive?.path)}, if ${command.data.newer.map(({ path }) => path).join()}`;
  });

describe('a run is due', () => {
  test.each<[string, BuiltState, number, readonly number[]]>([
    ['without a schedule: never', new BuiltState({ a: 'Up' }), three(9), []],
    ['before the first instant: not', scheduled(), three(0) - 1, []],
    ['at the instant', scheduled(), three(0), [three(0)]],
    ['after several instants: the last one alone', scheduled(), three(4) + HOUR, [three(4)]],
    [
      'for an instant before the schedule was set: not',
      scheduled({}, three(0) + 1),
      three(0) + 2,
      [],
    ],
    ['for the instant at which it was set: not', scheduled({}, three(0)), three(0) + 1, []],
    ['after its backup was taken: not', taken(scheduled(), 0), three(0) + HOUR, []],
    ['after a failure: not', failed(scheduled(), 0), three(0) + HOUR, []],
    ['a day after a failure', failed(scheduled(), 0), three(1), [three(1)]],
    ['after the clock went back: not', taken(scheduled(), 5), three(3), []],
  ])('%s', (_, state, now, instants) => {
    expect(wanted(state, now)).toEqual(instants);
  });

  test('no more once the schedule has ended', () => {
    const ended = scheduled().record('cluster', 'c', { type: 'BackupScheduleDeleted', data: {} });
    expect(wanted(ended, three(3))).toEqual([]);
    expect(dueOf(backupSchedule, ended, three(3), 'schedule')).toBeUndefined();
  });

  test('under one id in every process, and in an operation of its own', () => {
    const [step] = backupSchedule.next(scheduled().clusterState, 'schedule', {
      ...{ phase: 'following', now: three(0) },
    });
    const [again] = backupSchedule.next(scheduled().clusterState, 'schedule', {
      ...{ phase: 'recovering', now: three(0) + HOUR },
    });
    expect(again).toEqual(step);
    expect(step?.cause?.eventId).toBe('BackupScheduleSet c 2');
    expect(step?.operation).not.toBe(step?.cause?.operation);
  });
});

const ofDays = (state: BuiltState, ...days: readonly number[]): BuiltState => {
  for (const day of days) taken(state, day);
  return state;
};

describe('a backup is deleted', () => {
  const AT = three(4) + HOUR;

  test.each<[string, Partial<BackupSettings>, readonly number[]]>([
    ['never without a limit', {}, []],
    ['if it is none of the last ones', { keepLast: 2 }, [2, 1, 0]],
    ['if it is too old', { keepFor: 2 }, [2, 1, 0]],
    ['if neither keeps it: the number keeps more', { keepLast: 4, keepFor: 2 }, [0]],
    ['if neither keeps it: the age keeps more', { keepLast: 1, keepFor: 3 }, [1, 0]],
    ['but not if there are not more', { keepLast: 5 }, []],
  ])('%s', (_, settings, days) => {
    const state = ofDays(scheduled(settings), 0, 1, 2, 3, 4);
    const kept = [4, 3, 2, 1, 0]
      .filter((day) => !days.includes(day))
      .map((day) => `nightly/${day}`);
    expect(wanted(state, AT)).toEqual(
      days.map((day) => `delete nightly/${day}, if ${kept.join()}`),
    );
  });

  test('but never the last one, however old', () => {
    expect(wanted(failed(taken(scheduled({ keepFor: 1 }), 0), 400), three(400) + 1)).toEqual([]);
  });

  test('once, and not before a run that is due', () => {
    const state = ofDays(scheduled({ keepLast: 1 }), 0, 1);
    expect(wanted(state, three(2))).toEqual([three(2)]);
    state.record('backup', 'day 0', { type: 'BackupDeleted', data: { because: 'retention' } });
    expect(wanted(state, AT - 3 * DAY)).toEqual([]);
  });

  test('at its age, for which the clock is set', () => {
    const state = ofDays(scheduled({ keepFor: 2, cron: '0 3 1 1 *' }), 0, 1);
    const due = (now: number): number | undefined => dueOf(backupSchedule, state, now, 'schedule');
    expect(due(three(1))).toBe(three(2));
    expect(due(three(2))).toBe(three(3));
    expect(due(three(3))).toBe(365 * DAY + 3 * HOUR);
    expect(wanted(state, three(2) - 1)).toEqual([]);
    expect(wanted(state, three(2))).toHaveLength(1);
  });
});

test('events of backups and of the schedule ask the process, others do not', () => {
  const asked = ({ clusterState, last }: BuiltState): readonly string[] =>
    last === undefined ? [] : [...backupSchedule.affected(last, clusterState)];
  expect(asked(scheduled())).toEqual(['schedule']);
  expect(asked(taken(scheduled(), 0))).toEqual(['schedule']);
  expect(asked(new BuiltState({ a: 'Up' }))).toEqual([]);
  expect(asked(scheduled().group('a'))).toEqual([]);
});

describe('the alarm', () => {
  const alarmOf = ({ clusterState }: BuiltState, now: number): unknown => {
    const found = backupAlarm(clusterState, now);
    return found && [found.failed, found.since, found.detail];
  };
  const late = [undefined, three(1), 'the backup of 1970-01-02T03:00:00.000Z is overdue'];

  test.each<[string, BuiltState, number, unknown]>([
    ['is silent without a schedule', new BuiltState({ a: 'Up' }), three(9), undefined],
    ['is silent while a run may go on', taken(scheduled(), 0), three(1) + HOUR, undefined],
    ['tells a run without an outcome', taken(scheduled(), 0), three(1) + HOUR + 1, late],
    [
      'tells a failure',
      failed(taken(scheduled(), 0), 1),
      three(1),
      [idOf('day 1'), three(1), 'the backup of 1970-01-02T03:00:00.000Z failed: the disk is full'],
    ],
    ['ends with the next backup', taken(failed(scheduled(), 1), 2), three(2), undefined],
  ])('%s', (_, state, now, told) => {
    expect(alarmOf(state, now)).toEqual(told);
  });

  test('ends with an archive that an operator takes', () => {
    const byHand = (state: BuiltState, at: number, archive?: object): BuiltState =>
      state.record('backup', `by hand ${at}`, {
        type: 'BackupTaken',
        data: {
          ...{ at, cut: { event: 'e', stream: 's', revision: 0 }, rootHash: '', nodes: [] },
          ...(archive && { archive: archiveOf(0) }),
        },
      });
    const overdue = three(2) + HOUR + 1;
    expect(alarmOf(byHand(failed(scheduled(), 2), three(2)), three(2))).toBeDefined();
    expect(alarmOf(byHand(failed(scheduled(), 2), three(2), {}), three(2))).toBeUndefined();
    expect(alarmOf(byHand(taken(scheduled(), 0), three(2) - 1, {}), overdue)).toBeDefined();
    expect(alarmOf(byHand(taken(scheduled(), 0), three(2), {}), overdue)).toBeUndefined();
  });
});
