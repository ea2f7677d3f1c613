import { type ReactNode } from 'react';

import { api, type Schemas } from '../../../api/client.js';
import { useCheckpointKeys } from '../../../api/checkpoint-keys.js';
import { Since, type Fact } from '../../../cluster/since.js';
import { useAt } from '../../../moment/use-at.js';
import { Answer } from '../../../ui/windows/note.js';
import { Table, WIDE } from '../../../ui/text/table.js';

const MOST = 200;

/** The nodes that are not equal to a stored copy at the cursor, each with since when. */
export const SinceDrift = (): ReactNode => {
  const at = useAt();
  const keys = useCheckpointKeys(at);
  const drift = api.useQuery('get', '/v1/drift', { params: { query: { ...at, limit: MOST } } });
  return (
    <Answer query={drift}>
      {({ items }) => {
        const drifted = items.filter(({ state }) => state !== 'equal');
        return drifted.length === 0 ? (
          <p>Every node is equal to the stored copies at the cursor.</p>
        ) : (
          <Table label="Drift" columns={['Node', 'Checkpoint', 'Since when']}>
            {drifted.map((item) => (
              <tr key={`${item.checkpoint}/${item.node}`}>
                <th scope="row">{item.node}</th>
                <td className={WIDE}>
                  {item.resource} <code>{keys.get(item.checkpoint)}</code>
                </td>
                <td>
                  <Since fact={driftFact(item)} />
                </td>
              </tr>
            ))}
          </Table>
        );
      }}
    </Answer>
  );
};

const driftFact = ({ checkpoint, node, resource }: Schemas['DriftItem']): Fact => ({
  text: `${node} differs from the stored copy of ${resource}`,
  when: { drift: { checkpoint, node } },
});
