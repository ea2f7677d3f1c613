import { expect, test } from '@jest/globals';

import { idOf, SimulatedCluster } from '#testing/processes';

const KEY = idOf('a sealed key');

test('what a request sealed before it was cut off is erased at the next start', async () => {
  const first = new SimulatedCluster();
  await first.form(['app']);
  const command = { type: 'SealKey', data: { sealed: 'sealed' } } as const;
  await first.run({ kind: 'key', id: KEY, command }, idOf('request'));
  expect(await streams(first)).toContain(`test.key-${KEY}`);
  await first.stop();

  const second = new SimulatedCluster(first.store);
  await second.start();
  expect(await streams(second)).not.toContain(`test.key-${KEY}`);
  await second.stop();
});

test('what is referred to stays, over any number of starts', async () => {
  const first = new SimulatedCluster();
  await first.form(['app']);
  const seal = { type: 'SealKey', data: { sealed: 'sealed' } } as const;
  await first.run({ kind: 'key', id: KEY, command: seal }, idOf('request'));
  const data = {
    container: idOf('container') as never,
    type: 24,
    provider: 'Contoso CSP',
    name: 'C',
    exportable: true,
    fingerprint: 'f',
    key: KEY as never,
  };
  await first.onNode('a', { type: 'StoreKeyContainer', data });
  await first.stop();
  const second = new SimulatedCluster(first.store);
  await second.start();
  expect(await streams(second)).toContain(`test.key-${KEY}`);
  await second.stop();
});

const streams = async (cluster: SimulatedCluster): Promise<readonly string[]> =>
  (await cluster.log()).map(({ stream }) => stream);
