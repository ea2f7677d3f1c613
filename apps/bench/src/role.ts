import { type HttpClient } from './http-client.js';

/** The number of resources that depend on each other in a row. */
const CHAIN = 50;
const BATCH = 500;

type Command = Readonly<{ method: string; path: string; body?: object }>;

const nameOf = (index: number): string => `Resource-${index}`;
const keyOf = (index: number): string => `SOFTWARE\\Bench\\App ${index}`;

/**
 * The commands for a group with a number of resources, each with a checkpoint and some in a chain;
 * all come online.
 */
const stepsOf = (resources: number): readonly (readonly Command[])[] => {
  const all = Array.from({ length: resources }, (_, index) => index);
  const edits = all.map((index) => ({
    op: 'set',
    key: keyOf(index),
    name: 'Port',
    value: { type: 'REG_DWORD', number: index },
  }));
  const chain = all.slice(1, CHAIN);
  return [
    ['node-a', 'node-b'].map((name) => ({ method: 'POST', path: '/v1/nodes', body: { name } })),
    [
      { method: 'POST', path: '/v1/groups', body: { name: 'Role', owner: 'node-a' } },
      { method: 'PATCH', path: '/v1/nodes/node-a/registry', body: { changes: edits } },
    ],
    all.map((index) => ({
      method: 'POST',
      path: '/v1/resources',
      body: { name: nameOf(index), type: 'Generic Service', group: 'Role' },
    })),
    [
      ...all.map((index) => ({
        method: 'POST',
        path: `/v1/resources/${nameOf(index)}/checkpoints`,
        body: { key: keyOf(index) },
      })),
      ...chain.map((index) => ({
        method: 'PUT',
        path: `/v1/resources/${nameOf(index)}/dependencies/${nameOf(index - 1)}`,
      })),
    ],
    [{ method: 'POST', path: '/v1/groups/Role/online' }],
  ];
};

/** Makes a group of resources on the first of two nodes; all are online. */
export const formRole = async (client: HttpClient, resources: number): Promise<void> => {
  for (const step of stepsOf(resources))
    for (let at = 0; at < step.length; at += BATCH) {
      const commands = step.slice(at, at + BATCH);
      await client.send('POST /v1/batch', JSON.stringify({ commands }));
    }
};
