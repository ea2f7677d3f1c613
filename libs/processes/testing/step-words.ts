import { PROCESSES, type Process, type DueStep } from '#processes';

import { idOf } from './simulated-cluster.js';
import { BuiltState } from './built-state.js';

const KNOWN = ['a', 'b', 'c', 'd', 'g', 'h', 'r', 's', 't', 'u', 'v', 'busy'];
const NAMES = new Map(KNOWN.map((name) => [idOf(name), name]));

/** The name from which an id was made. */
const named = (id: string): string => NAMES.get(id) ?? id;

/** A key of a process, with names for the ids in it. */
const keyed = (key: string): string => key.replaceAll(/[^:/]+/g, named);

type KeysOf = Readonly<Record<string, readonly string[]>>;

const keysBy = (keysOf: (process: Process) => Iterable<string>): KeysOf =>
  Object.fromEntries(
    PROCESSES.map((process) => [process.name, [...keysOf(process)].map(keyed)] as const).filter(
      ([, keys]) => keys.length > 0,
    ),
  );

/** The keys that each process is asked about after the last event of a state. */
export const askedAfter = ({ clusterState, last }: BuiltState): KeysOf =>
  keysBy((process) => (last === undefined ? [] : process.affected(last, clusterState)));

/** The keys that each process is asked about at a start. */
export const askedAtStart = ({ clusterState }: BuiltState): KeysOf =>
  keysBy((process) => process.all(clusterState));

/** Describes a step in a few words: the command, its operation, and its aggregate. */
const wordsOf = ({ id, command }: DueStep): string => {
  const { type, data } = command as { type: string; data: Readonly<Record<string, unknown>> };
  const about = ['kind', 'resources', 'to', 'resource', 'reason', 'status', 'epoch'].flatMap(
    (field): readonly string[] => {
      const value = data[field];
      if (Array.isArray(value)) return [value.map((item) => named(String(item))).join('+')];
      return typeof value === 'string' || typeof value === 'number' ? [named(String(value))] : [];
    },
  );
  return [type, named(id), ...about].join(' ');
};

/** The steps that a process wants at an instant, for the group or another key. */
export const stepsOf = (
  process: Process,
  { clusterState }: BuiltState,
  now = 0,
  key: string = BuiltState.GROUP,
): readonly string[] => process.next(clusterState, key, { phase: 'following', now }).map(wordsOf);

/** The steps that a process wants at an instant, each with the name of its cause. */
export const causesOf = (
  process: Process,
  { clusterState }: BuiltState,
  now = 0,
  key: string = BuiltState.GROUP,
): readonly string[] =>
  process
    .next(clusterState, key, { phase: 'following', now })
    .map((step) => `${step.command.type} ${named(step.id)} < ${step.cause?.eventId ?? 'nothing'}`);

/** The next due instant of a process. */
export const dueOf = (
  process: Process,
  { clusterState }: BuiltState,
  now = 0,
  key: string = BuiltState.GROUP,
): number | undefined => process.due?.(clusterState, key, { phase: 'following', now });
