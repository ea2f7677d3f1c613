import { type Command } from '../../../api/command.js';
import { type Schemas } from '../../../api/client.js';

type Overview = Schemas['Overview'];

/** The choices of a deed, each by its name. */
export type Chosen = Readonly<{
  thing: string;
  to: string;
  key: string;
  name: string;
  text: string;
}>;

/** Something that can be tried: the things it can be done to, and the command. */
export type Deed = Readonly<{
  text: string;
  things: (cluster: Overview) => readonly string[];
  /** The second choice, where there is one. */
  goals?: (cluster: Overview) => readonly string[];
  /** True if it sets a value. */
  isValue?: true;
  command: (chosen: Chosen) => Command;
}>;

const named = (things: readonly Readonly<{ name: string }>[]): readonly string[] =>
  things.map(({ name }) => name);
const nodes = (cluster: Overview): readonly string[] => named(cluster.nodes);
const groups = (cluster: Overview): readonly string[] => named(cluster.groups);
const resources = (cluster: Overview): readonly string[] => named(cluster.resources);

type Kind = 'nodes' | 'groups' | 'resources';
const THINGS = { nodes, groups, resources } as const;

const simple = (kind: Kind, verb: string, text: string): Deed => ({
  text,
  things: THINGS[kind],
  command: ({ thing }) => ({
    method: 'POST',
    path: `/v1/${kind}/${encodeURIComponent(thing)}/${verb}`,
    body: {},
  }),
});

/** The deeds that can be tried from a moment on. */
export const DEEDS = {
  move: {
    text: 'Move the group',
    things: groups,
    goals: nodes,
    command: ({ thing, to }) => ({
      method: 'POST',
      path: `/v1/groups/${encodeURIComponent(thing)}/move`,
      body: { to },
    }),
  },
  crash: simple('nodes', 'crash', 'Crash the node'),
  drain: simple('nodes', 'drain', 'Drain the node'),
  start: simple('nodes', 'start', 'Start the node'),
  online: simple('resources', 'online', 'Bring the resource online'),
  offline: simple('resources', 'offline', 'Take the resource offline'),
  fail: simple('resources', 'fail', 'Let the resource fail'),
  value: {
    text: 'Set a value on the node',
    things: nodes,
    isValue: true,
    command: ({ thing, key, name, text }) => ({
      method: 'PATCH',
      path: `/v1/nodes/${encodeURIComponent(thing)}/registry`,
      body: { changes: [{ op: 'set', key, name, value: { type: 'REG_SZ', text } }] },
    }),
  },
} as const satisfies Readonly<Record<string, Deed>>;

export type DeedName = keyof typeof DEEDS;

export const isDeed = (name: string): name is DeedName => Object.hasOwn(DEEDS, name);
