import { type ReactNode } from 'react';

import { type Schemas } from '../../../api/client.js';
import { type Names } from '../../../api/names.js';
import { PlaceLink } from '../../../places/place-link.js';
import { PlaceView, SideView } from '../../../ui/text/side.js';
import { Table, WIDE } from '../../../ui/text/table.js';
import { subjectOf } from '../../../words/event-text.js';
import styles from './event-details.module.css';

type Change = Schemas['RegistryChange'];

const SHOWN = 50;

type Props = Readonly<{ event: Schemas['Event']; names: Names }>;

/** The changes of a registry that an event has; nothing for an event without any. */
export const EventChanges = ({ event, names }: Props): ReactNode => {
  const node = nodeOf(event, names);
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
              <Place event={event} change={change} node={node} />
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

/** The name of the node whose registry changed; undefined for a stored copy. */
const nodeOf = ({ stream }: Schemas['Event'], names: Names): string | undefined => {
  const subject = subjectOf(stream);
  return subject?.kind === 'node' ? names.get(subject.id) : undefined;
};

type PlaceProps = Readonly<{
  event: Schemas['Event'];
  change: Change;
  node: string | undefined;
}>;

/** A place that changed, which leads to what was there before. */
const Place = ({ event, change, node }: PlaceProps): ReactNode => {
  const place = { place: change.key, name: 'name' in change ? change.name : null };
  return node === undefined ? (
    <PlaceView {...place} />
  ) : (
    <PlaceLink
      {...{ ...place, node }}
      at={String(BigInt(event.position) - 1n)}
      title="The registry just before it"
    />
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
