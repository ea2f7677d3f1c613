import { type ReactNode } from 'react';

import { type Schemas } from '../../../api/client.js';
import { PlaceView, SideView } from '../../../ui/text/side.js';
import { Table, WIDE } from '../../../ui/text/table.js';
import styles from './event-details.module.css';

type Change = Schemas['RegistryChange'];

const SHOWN = 50;

/** The changes of a registry that an event has; nothing for an event without any. */
export const EventChanges = ({ event }: Readonly<{ event: Schemas['Event'] }>): ReactNode => {
  const changes = 'changes' in event.data ? event.data.changes : undefined;
  if (!Array.isArray(changes) || changes.length === 0) return null;
  const all = changes as readonly Change[];
  return (
    <section className={styles.part}>
      <h3>Changes of the registry: {all.length}</h3>
      <Table label="Changes of the registry" columns={['Place', 'Content']}>
        {all.slice(0, SHOWN).map((change, index) => (
          <tr key={index}>
            <td className={WIDE}>
              <PlaceView place={change.key} name={'name' in change ? change.name : null} />
            </td>
            <td>
              <Content change={change} />
            </td>
          </tr>
        ))}
      </Table>
      {all.length > SHOWN ? <p className={styles.muted}>The JSON has all {all.length}.</p> : null}
    </section>
  );
};

const Content = ({ change }: Readonly<{ change: Change }>): ReactNode => {
  switch (change.op) {
    case 'set':
      return <SideView side={change.value} />;
    case 'delete-value':
      return 'value deleted';
    case 'create-key':
      return 'key created';
    case 'delete-key':
      return 'key deleted';
  }
};
