import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { Mark } from '../../ui/marks/mark.js';
import { PlaceView, SideView } from '../../ui/text/side.js';
import { Table } from '../../ui/text/table.js';
import { type Side } from '../../ui/text/value-text.js';
import styles from '../action-dialog.module.css';

type Loss = Readonly<{
  node: string;
  key: string;
  name: string | null;
  lost: Side;
  kept: Side;
  writtenAt: Schemas['Writing'] | null;
}>;

/** The edits that would be overwritten. */
export const Losses = ({ items }: Readonly<{ items: readonly Loss[] }>): ReactNode => {
  if (items.length === 0)
    return (
      <Mark icon="ok" tone="ok">
        No edit would be lost.
      </Mark>
    );
  return (
    <div className={styles.part}>
      <h3>
        <Mark icon="warning" tone="warning">
          {items.length === 1 ? 'One edit would be lost' : `${items.length} edits would be lost`}
        </Mark>
      </h3>
      <Table
        label="Edits that would be lost"
        columns={['Place', 'Lost', 'Kept instead', 'Written by']}
      >
        {items.map((loss) => (
          <tr key={`${loss.node}/${loss.key}/${loss.name ?? ''}`}>
            <td>
              <PlaceView place={loss.key} name={loss.name} /> {loss.node}
            </td>
            <td>
              <SideView side={isKey(loss) ? true : loss.lost} />
            </td>
            <td>
              <SideView side={loss.kept} />
            </td>
            <td>{loss.writtenAt?.actor ?? 'unknown'}</td>
          </tr>
        ))}
      </Table>
    </div>
  );
};

/** True for a key by itself, of which nothing but that it was there is lost. */
const isKey = ({ name, lost, kept }: Loss): boolean =>
  name === null && lost === null && kept === null;
