import { expect, test } from '@jest/globals';

import { SimulatedCluster } from '#testing/processes';

const KEY = 'SOFTWARE\\Contoso\\App';
const change = (text: string) =>
  [{ op: 'set', key: KEY, name: 'port', value: { type: 'REG_SZ', text } }] as const;

const reasons = async (cluster: SimulatedCluster): Promise<readonly unknown[]> =>
  (await cluster.log()).flatMap(({ event }) =>
    event.type === 'RegistryCheckpointCaptured' ? [(event.data as { reason: string }).reason] : [],
  );

test('a change without a capture when Tidemark ended is captured as recovered at the next start', async () => {
  const first = new SimulatedCluster();
  await first.form(['app']);
  await first.edit('a', change('one'));
  await first.addCheckpoint('app', KEY);
  await first.bring('app', 'online');
  await first.edit('a', change('two'));
  await first.pass(0);
  await first.runner.stop();
  await first.edit('a', change('three'));
  await first.stop();
  expect(await reasons(first)).toEqual(['added', 'changed']);
  const second = new SimulatedCluster(first.store, 'second ');
  await second.start();
  expect(await reasons(second)).toEqual(['added', 'changed', 'recovered']);
  await second.edit('a', change('four'));
  await second.pass(0);
  expect(await reasons(second)).toEqual(['added', 'changed', 'recovered', 'changed']);
  await second.stop();
});
