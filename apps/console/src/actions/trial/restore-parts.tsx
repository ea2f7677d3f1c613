import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { ThingTable } from '../../comparing/thing-table.js';
import { Mark } from '../../ui/marks/mark.js';
import { Table, WIDE } from '../../ui/text/table.js';
import styles from '../action-dialog.module.css';
import { counted } from './differences.js';

type Preview = Schemas['RestorePreview'];

/** Shows what a restore of a backup does beyond the contents of registries. */
export const RestoreParts = ({ preview }: Readonly<{ preview: Preview }>): ReactNode => {
  const { things, newer, nextOnline } = preview;
  return (
    <>
      {things.items.length === 0 ? null : (
        <div className={styles.part}>
          <h3>Nodes, groups, resources and checkpoints</h3>
          <ThingTable items={things.items} heads={['Before', 'After']} />
          <More isMore={things.more} />
        </div>
      )}
      <Newer newer={newer} />
      {nextOnline.items.length === 0 ? null : (
        <div className={styles.part}>
          <h3>Keys that the next online overwrites</h3>
          <Table label="Keys that the next online overwrites" columns={['Key', 'Node', 'Changes']}>
            {nextOnline.items.map(({ node, resource, checkpoint, key, summary }) => (
              <tr key={`${node}/${checkpoint}`}>
                <td className={WIDE}>
                  <code>{key}</code>
                  <div className={styles.muted}>of {resource}</div>
                </td>
                <td>{node}</td>
                <td>{counted(summary)}</td>
              </tr>
            ))}
          </Table>
          <More isMore={nextOnline.more} />
        </div>
      )}
    </>
  );
};

const Newer = ({ newer }: Pick<Preview, 'newer'>): ReactNode =>
  newer.items.length === 0 ? null : (
    <div className={styles.part}>
      <h3>The backup does not have</h3>
      <ul className={styles.newer}>
        {newer.items.map(({ kind, id, name, of, outcome }) => (
          <li key={`${kind}/${id ?? ''}/${of ?? ''}/${name}`}>
            <Mark
              icon={outcome === 'removed' ? 'failed' : 'ok'}
              tone={outcome === 'removed' ? 'critical' : 'quiet'}
            >
              {outcome}
            </Mark>{' '}
            {kind} <code>{name}</code>
            {of === null ? '' : ` of ${of}`}
          </li>
        ))}
      </ul>
      <More isMore={newer.more} />
    </div>
  );

const More = ({ isMore }: Readonly<{ isMore: boolean }>): ReactNode =>
  isMore ? <p className={styles.muted}>There are more than these.</p> : null;
