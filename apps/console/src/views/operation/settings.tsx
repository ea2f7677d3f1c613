import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { Table, WIDE } from '../../ui/text/table.js';
import { Time } from '../../ui/text/time.js';
import styles from './operation.module.css';

type Setting = Schemas['OperationReport']['policy'][number];

/** The settings that the operation went by, folded up. */
export const Settings = ({ policy }: Readonly<{ policy: readonly Setting[] }>): ReactNode =>
  policy.length === 0 ? null : (
    <details>
      <summary className={styles.summaryLine}>
        <h2>Settings as of its start</h2>
      </summary>
      <div className={styles.settings}>
        <Table label="Settings" columns={['Of', 'Setting', 'Value', 'Set']}>
          {policy.map(({ thing, property, value, setBy }) => (
            <tr key={`${thing.kind}/${thing.name}/${property}`}>
              <th scope="row">
                {thing.kind} {thing.name}
              </th>
              <td>
                <code>{property}</code>
              </td>
              <td className={WIDE}>{valueText(value)}</td>
              <td>
                {setBy === null ? (
                  'default'
                ) : (
                  <>
                    by {setBy.actor}, <Time at={setBy.recordedAt} />
                  </>
                )}
              </td>
            </tr>
          ))}
        </Table>
      </div>
    </details>
  );

const valueText = (value: Setting['value']): string => {
  if (value === null) return 'all';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return String(value);
};
