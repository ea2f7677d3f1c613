import { useState, type ReactNode } from 'react';

import { api, type Schemas } from '../../api/client.js';
import { useAt } from '../../moment/use-at.js';
import { type IconName } from '../../ui/marks/icon.js';
import { Mark, type Tone } from '../../ui/marks/mark.js';
import { Answer } from '../../ui/windows/note.js';
import { Table, WIDE } from '../../ui/text/table.js';
import styles from './now.module.css';

type Item = Schemas['DriftItem'];

const STATES: Readonly<Record<Item['state'], readonly [IconName, Tone, string]>> = {
  unrestored: ['critical', 'critical', 'Not restored'],
  missing: ['differs', 'warning', 'Missing there'],
  different: ['differs', 'quiet', 'Different'],
  equal: ['ok', 'ok', 'Equal'],
};

const MOST = 1000;

/** Every node beside the stored copies; asked for when it is opened. */
export const DriftSection = (): ReactNode => {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details
      className={styles.section}
      onToggle={({ currentTarget }) => {
        setIsOpen(currentTarget.open);
      }}
    >
      <summary className={styles.summaryLine}>
        <h2>Drift: the nodes beside the stored copies</h2>
      </summary>
      {isOpen ? <DriftTable /> : null}
    </details>
  );
};

const DriftTable = (): ReactNode => {
  const query = { ...useAt(), limit: MOST };
  const drift = api.useQuery('get', '/v1/drift', { params: { query } });
  const checkpoints = api.useQuery('get', '/v1/checkpoints', { params: { query } });
  const keys = new Map(checkpoints.data?.items.map(({ id, key }) => [id, key]));
  return (
    <Answer query={drift}>
      {({ items, next }) => {
        const drifted = items.filter(({ state }) => state !== 'equal');
        return (
          <>
            <p className={styles.muted}>
              A node that differs is normal after later captures: the next restore there puts it
              right. Only an edit that no capture has would be lost.
            </p>
            {drifted.length === 0 ? (
              <p>Every node is equal to the stored copies.</p>
            ) : (
              <Table
                label="Drift"
                columns={['Node', 'Checkpoint', 'State', 'Differences', 'Would be lost']}
              >
                {drifted.map((item) => (
                  <DriftRow
                    key={`${item.checkpoint}/${item.node}`}
                    item={item}
                    place={keys.get(item.checkpoint) ?? item.checkpoint}
                  />
                ))}
              </Table>
            )}
            {next === null ? null : <p>Only the first {items.length} pairs were looked at.</p>}
          </>
        );
      }}
    </Answer>
  );
};

type RowProps = Readonly<{ item: Item; place: string }>;

const DriftRow = ({ item, place }: RowProps): ReactNode => {
  const [icon, tone, text] = STATES[item.state];
  return (
    <tr>
      <th scope="row">{item.node}</th>
      <td className={WIDE}>
        {item.resource}
        <br />
        <code>{place}</code>
      </td>
      <td>
        <Mark icon={icon} tone={tone}>
          {text}
        </Mark>
        {item.heldBy === undefined ? null : <div>held by {item.heldBy}</div>}
      </td>
      <td>{item.differences}</td>
      <td>
        {item.wouldLose.length === 0
          ? 'nothing'
          : item.wouldLose.map(({ key, name }) => (
              <div key={`${key}/${name ?? ''}`}>{name ?? key}</div>
            ))}
      </td>
    </tr>
  );
};
