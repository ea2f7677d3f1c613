import { type Preferences } from '../preferences.js';

type Clock = Preferences['clock'];

const pad = (number: number, digits = 2): string => String(number).padStart(digits, '0');

/** A date as its parts on a clock. */
const partsOf = (date: Date, clock: Clock): readonly [day: string, time: string, ms: string] => {
  const shifted =
    clock === 'utc' ? date : new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  const [day = '', rest = ''] = shifted.toISOString().split('T');
  return [day, rest.slice(0, 8), rest.slice(8, 12)];
};

/** `04:05:06` on the day of `now`, else `2026-02-03 04:05:06`; with `Z` on the clock of UTC. */
export const shortInstant = (date: Date, clock: Clock, now: Date): string => {
  const [day, time] = partsOf(date, clock);
  const zone = clock === 'utc' ? 'Z' : '';
  return partsOf(now, clock)[0] === day ? `${time}${zone}` : `${day} ${time}${zone}`;
};

/** The instant to the millisecond, in local time and in UTC. */
export const wholeInstant = (date: Date): string => {
  const [day, time, ms] = partsOf(date, 'local');
  const offset = -date.getTimezoneOffset();
  const sign = offset < 0 ? '-' : '+';
  const zone = `${sign}${pad(Math.trunc(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`;
  return `${day} ${time}${ms} ${zone} · ${date.toISOString()}`;
};

const UNITS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
] as const;

/** The time since an instant in its largest unit: `3 minutes ago`, `in 2 hours`, `just now`. */
export const sinceInstant = (date: Date, now: Date): string => {
  const passed = now.getTime() - date.getTime();
  const [size, unit] = UNITS.find(([ms]) => Math.abs(passed) >= ms) ?? [1, ''];
  if (unit === '') return 'just now';
  const count = Math.trunc(Math.abs(passed) / size);
  const span = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return passed < 0 ? `in ${span}` : `${span} ago`;
};

/** A time that passed: `12 ms`, `3.4 s`, `2 min 5 s`, `1 h 4 min`. */
export const duration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  const minutes = Math.trunc(ms / 60_000);
  return minutes < 60
    ? `${minutes} min ${Math.trunc((ms % 60_000) / 1000)} s`
    : `${Math.trunc(minutes / 60)} h ${minutes % 60} min`;
};
