import { type Schedule } from './use-schedule.js';

/** The typed fields of a schedule. */
export type ScheduleInput = Readonly<Record<'cron' | 'path' | 'keepLast' | 'keepFor', string>>;

const USUAL: ScheduleInput = { cron: '0 3 * * *', path: '.', keepLast: '7', keepFor: '' };

/** A schedule as it is typed; without one, the usual one. */
export const typedOf = (schedule: Schedule | undefined): ScheduleInput => {
  if (schedule === undefined) return USUAL;
  const { cron, path, keepLast, keepFor } = schedule;
  return { cron, path, keepLast: String(keepLast ?? ''), keepFor: String(keepFor ?? '') };
};

export type Body = Readonly<{ cron: string; path: string; keepLast?: number; keepFor?: number }>;

/** Reads what a person typed; a fault says which field is wrong, and why. */
export const bodyOf = (
  input: ScheduleInput,
): Readonly<{ body: Body }> | Readonly<{ field: 'keepLast' | 'keepFor'; fault: string }> => {
  const [keepLast, keepFor] = [input.keepLast.trim(), input.keepFor.trim()];
  for (const [field, text] of [
    ['keepLast', keepLast],
    ['keepFor', keepFor],
  ] as const)
    if (!/^([1-9]\d{0,8})?$/.test(text))
      return { field, fault: 'This is no whole number from 1 on.' };
  return {
    body: {
      ...{ cron: input.cron.trim(), path: input.path.trim() },
      ...(keepLast !== '' && { keepLast: Number(keepLast) }),
      ...(keepFor !== '' && { keepFor: Number(keepFor) }),
    },
  };
};
