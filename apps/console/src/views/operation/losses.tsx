import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { LostDeeds } from '../../losses/lost-deeds.js';
import { LostState } from '../../losses/lost-state.js';
import { Mark } from '../../ui/marks/mark.js';
import { PlaceView, SideView } from '../../ui/text/side.js';
import { Table, WIDE } from '../../ui/text/table.js';
import { Time } from '../../ui/text/time.js';
import { useLostStates } from './lost-states.js';
import styles from './operation.module.css';

type Report = Schemas['OperationReport'];
type LostWrite = Schemas['LostWrite'];

type Props = Readonly<{ operation: Report; isPresent: boolean }>;

/** The edits that the operation overwrote although no capture had them. */
export const Losses = ({ operation, isPresent }: Props): ReactNode => {
  const { items, rows, more } = operation.lostWrites;
  const states = useLostStates(operation.id, rows > 0);
  if (rows === 0)
    return operation.restores.length === 0 ? null : (
      <Mark icon="ok" tone="ok">
        No edit was lost.
      </Mark>
    );
  return (
    <section aria-labelledby="lost" className={styles.part}>
      <h2 id="lost">What was lost: {rows === 1 ? 'one edit' : `${rows} edits`}</h2>
      <Table label="Lost writes" columns={['Place', 'Lost', 'Kept instead', 'Written', 'State']}>
        {items.map((lost) => (
          <LostRow
            key={lost.id}
            lost={{ ...lost, state: states.get(lost.id) ?? lost.state }}
            isPresent={isPresent}
          />
        ))}
      </Table>
      {more ? <p className={styles.muted}>There are more than these {items.length}.</p> : null}
    </section>
  );
};

const LostRow = ({
  lost,
  isPresent,
}: Readonly<{ lost: LostWrite; isPresent: boolean }>): ReactNode => {
  const { writtenAt } = lost;
  return (
    <tr>
      <td className={WIDE}>
        <PlaceView place={lost.key} name={lost.name} /> on {lost.node}
      </td>
      <td>
        <SideView side={lost.lost} />
      </td>
      <td>
        <SideView side={lost.kept} />
      </td>
      <td>
        {writtenAt === null ? (
          'unknown'
        ) : (
          <>
            by {writtenAt.actor},{' '}
            <Link to="/events" search={{ event: writtenAt.position, at: writtenAt.position }}>
              <Time at={writtenAt.recordedAt} />
            </Link>
          </>
        )}
      </td>
      <td>
        <LostState state={lost.state} />
        {isPresent && lost.state === 'open' ? (
          <div className={styles.deeds}>
            <LostDeeds lost={lost} />
          </div>
        ) : null}
      </td>
    </tr>
  );
};
