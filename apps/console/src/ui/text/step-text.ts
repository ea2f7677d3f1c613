import { type Schemas } from '../../api/client.js';

type Step = Schemas['OperationReport']['steps'][number];
type Subject = Pick<Step, 'what' | 'resource' | 'group' | 'node'>;

const on = (node: string | null): string => (node === null ? '' : ` on ${node}`);

const TEXTS: Readonly<Record<Step['what'], (subject: Subject) => string>> = {
  fence: ({ resource, group }) => `Fence ${resource ?? group ?? 'it'} for the operation`,
  offline: ({ resource, node }) => `Take ${resource ?? 'the resource'} offline${on(node)}`,
  capture: ({ resource, node }) => `Capture a checkpoint of ${resource ?? 'it'}${on(node)}`,
  owner: ({ group, node }) => `Give ${group ?? 'the group'} to ${node ?? 'another node'}`,
  restore: ({ resource, node }) => `Restore a checkpoint of ${resource ?? 'it'}${on(node)}`,
  online: ({ resource, node }) => `Bring ${resource ?? 'the resource'} online${on(node)}`,
  change: ({ resource, node }) => `Change ${resource ?? 'the registry'}${on(node)}`,
  stop: ({ resource, node }) =>
    `Stop ${resource ?? node ?? 'it'}${resource === null ? '' : on(node)}`,
  configure: ({ resource, group }) => `Configure ${resource ?? group ?? 'it'}`,
};

/** A step of an operation as an order: `Take SQL Server offline on node-a`. */
export const stepText = (step: Subject & Readonly<{ what: Step['what'] }>): string =>
  TEXTS[step.what](step);

/** The name of a command or an event in words: `ChangeRegistry` is `Change registry`. */
export const inWords = (name: string): string => {
  const words = name.replaceAll(
    /([a-z])([A-Z])/g,
    (_, end: string, begin: string) => `${end} ${begin.toLowerCase()}`,
  );
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
};

const KINDS: Readonly<Record<string, string>> = {
  move: 'Move',
  online: 'Bring online',
  offline: 'Take offline',
  restart: 'Restart',
  drain: 'Drain',
  failover: 'Failover',
};

/** Operations of nodes, whatever groups move in them. */
const OF_NODES: ReadonlySet<string> = new Set(['crash', 'start', 'stop', 'drain', 'resume']);

/** The kind of an operation, and the thing that it is about: `Move of SQL`. */
export const operationTitle = ({
  kind,
  group,
  node,
}: Pick<Schemas['Operation'], 'kind' | 'group' | 'node'>): string => {
  const named = KINDS[kind] ?? inWords(kind);
  const thing = OF_NODES.has(kind) ? (node ?? group) : (group ?? node);
  return thing === null ? named : `${named}: ${thing}`;
};

/** The most groups that a line names. */
const MOST_GROUPS = 3;

/** The way of a move, or the groups that an operation moved; undefined for none. */
export const wayText = ({
  kind,
  from,
  to,
  groups,
}: Pick<Schemas['Operation'], 'kind' | 'from' | 'to' | 'groups'>): string | undefined => {
  if (from !== null && to !== null && !OF_NODES.has(kind)) return `${from} → ${to}`;
  const moved = groups.filter((group) => group.to !== null).map(({ group }) => group);
  if (moved.length === 0) return undefined;
  const others = moved.length - MOST_GROUPS;
  return `moved ${moved.slice(0, MOST_GROUPS).join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
};
