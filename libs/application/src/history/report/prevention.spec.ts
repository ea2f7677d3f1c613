import { describe, expect, test } from '@jest/globals';

import { preventionOf, type Outcome } from './prevention.js';
import { remediesOf, type Aftermath } from './remedies.js';
import { type FailedRestore } from './troubles.js';

const failed = (more: Partial<FailedRestore> = {}): FailedRestore => ({
  ...{ resource: 'Server', node: 'node-b', checkpoint: 'c', capture: 2, key: 'SOFTWARE\\App' },
  ...{ cause: 'held', holder: 'backup', heldKey: 'SOFTWARE\\App\\Sub' },
  ...more,
});

const value = { type: 4, bytes: '01000000' } as never;
const lost: Outcome['lost'][number] & Aftermath['lost'][number] = {
  ...{ rule: 'R2', node: 'node-a', resource: 'Server', key: 'SOFTWARE\\App', name: 'Port' },
  ...{ lost: undefined, victims: [] },
};

const outcome = (more: Partial<Outcome>): Outcome => ({
  ...{ group: 'SQL', failure: undefined, restores: [], resources: [], lost: [] },
  ...more,
});

describe('prevention', () => {
  test.each<[string, Partial<Outcome>, RegExp | undefined]>([
    ['of nothing', {}, undefined],
    ['of a held key', { restores: [failed(), failed()] }, /^Stop backup on node-b before Server/],
    [
      'of erased keys',
      { restores: [failed({ cause: 'key-erased' })] },
      /^Capture SOFTWARE\\App again/,
    ],
    [
      'of a missing provider',
      { restores: [failed({ cause: 'provider-missing' })] },
      /^Set the default/,
    ],
    ['of a cancelled operation', { failure: 'cancelled' }, undefined],
    ['of a lost node', { failure: 'the node is lost' }, /^Keep a second node up .* of SQL\.$/],
    [
      'of a late supervisor',
      { resources: [{ resource: 'Server', node: 'node-a', reason: 'PendingTimeout' }] },
      /^Let the supervisor of Server report/,
    ],
    ['of an offline edit', { lost: [lost] }, /^Edit SOFTWARE\\App while Server is online/],
    ['of an edit elsewhere', { lost: [{ ...lost, rule: 'R3' }] }, /on the owner of SQL/],
    [
      'of a clobber',
      { lost: [{ ...lost, rule: 'R6', victims: [{ resource: 'Two', checkpoint: 'd' }] as never }] },
      /^Give Server and Two different keys/,
    ],
    ['of a deliberate restore', { lost: [{ ...lost, rule: null }] }, undefined],
  ])('%s', (_, more, wanted) => {
    const sentences = preventionOf(outcome(more));
    expect(sentences).toHaveLength(wanted === undefined ? 0 : 1);
    if (wanted !== undefined) expect(sentences[0]).toMatch(wanted);
  });
});

const aftermath = (more: Partial<Aftermath>): Aftermath => ({
  ...{ id: 'o', status: 'completed', lacksNode: false },
  ...{ restores: [], resources: [], nodes: [], lost: [] },
  ...more,
});

describe('remedy', () => {
  test.each<[string, Partial<Aftermath>, readonly string[]]>([
    ['of nothing', {}, []],
    [
      'of a missing restore',
      { restores: [failed()] },
      [
        'DELETE /v1/nodes/node-b/registry/holds?key=SOFTWARE%5CApp%5CSub',
        'POST /v1/resources/Server/checkpoints/c/restore',
        'POST /v1/resources/Server/checkpoints/c/recapture',
      ],
    ],
    [
      'of a failed online, whose hold is gone',
      { status: 'failed', restores: [failed({ heldKey: undefined })] },
      ['POST /v1/operations/o/retry'],
    ],
    [
      'of a drain without a destination',
      {
        ...{ status: 'failed', lacksNode: true },
        nodes: [
          { node: 'node b', is: 'down' },
          { node: 'node-c', is: 'paused' },
        ],
      },
      [
        'POST /v1/nodes/node%20b/start',
        'POST /v1/nodes/node-c/resume',
        'POST /v1/operations/o/retry',
      ],
    ],
    [
      'of a resource that failed although its group moved',
      { resources: [{ resource: 'Server', node: 'node-a', reason: 'x' }] },
      ['POST /v1/resources/Server/online'],
    ],
    [
      'of lost values, one request for each node',
      { lost: [lost, { ...lost, lost: { value } }, { ...lost, node: 'node-b' }] },
      ['PATCH /v1/nodes/node-a/registry', 'PATCH /v1/nodes/node-b/registry'],
    ],
    ['of a lost subtree', { lost: [{ ...lost, name: null }] }, []],
    ['of a deliberate restore', { lost: [{ ...lost, rule: null }] }, []],
  ])('%s', (_, more, wanted) => {
    const remedies = remediesOf(aftermath(more));
    expect(remedies.map(({ method, path }) => `${method} ${path}`)).toEqual(wanted);
  });
});
