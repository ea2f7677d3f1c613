import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { LostDeeds } from '../../losses/lost-deeds.js';
import { LostState } from '../../losses/lost-state.js';
import { useAt } from '../../moment/use-at.js';
import { PlaceLink } from '../../places/place-link.js';
import { SideView } from '../../ui/text/side.js';
import { Time } from '../../ui/text/time.js';
import { LostValues } from './lost-values.js';
import styles from './lost-writes.module.css';

type LostWrite = Schemas['LostWrite'];

/** Lost writes, each with what can be done about it in the present. */
export const LostList = ({ items }: Readonly<{ items: readonly LostWrite[] }>): ReactNode => {
  const isPresent = useAt().at === undefined;
  if (items.length === 0) return <p>No lost write is like this.</p>;
  return (
    <ul className={styles.list} aria-label="Lost writes">
      {items.map((lost) => (
        <LostRow key={lost.id} {...{ lost, isPresent }} />
      ))}
    </ul>
  );
};

type RowProps = Readonly<{ lost: LostWrite; isPresent: boolean }>;

const LostRow = ({ lost, isPresent }: RowProps): ReactNode => {
  const { id, key, name, node, state, decidedAt } = lost;
  return (
    <li className={styles.row}>
      <div className={styles.place}>
        <PlaceLink node={node} place={key} name={name} />
        <span className={styles.muted}>
          on {node}, for {lost.resource}
        </span>
      </div>
      <dl className={styles.sides}>
        <dt>Lost</dt>
        <dd>
          <SideView side={lost.lost} />
        </dd>
        <dt>Kept instead</dt>
        <dd>
          <SideView side={lost.kept} />
        </dd>
      </dl>
      <Story lost={lost} />
      <div className={styles.state}>
        <LostState state={state} />
        {decidedAt === null ? null : (
          <span className={styles.muted}>
            by {decidedAt.actor}, <Time at={decidedAt.recordedAt} />
            {decidedAt.reason === null ? null : <q> {decidedAt.reason}</q>}
          </span>
        )}
        {isPresent && state === 'open' ? <LostDeeds lost={lost} /> : null}
      </div>
      {name === null ? <LostValues id={id} /> : null}
    </li>
  );
};

/** Names the writer of the lost values, and the restore that overwrote them. */
const Story = ({ lost }: Readonly<{ lost: LostWrite }>): ReactNode => {
  const { writtenAt, lostOrigin, overwrittenAt, rule } = lost;
  return (
    <div className={styles.story}>
      <p>
        Written by {lostOrigin?.actor ?? writtenAt?.actor ?? 'nobody known'}
        {writtenAt === null ? null : (
          <>
            ,{' '}
            <Link to="/events" search={{ event: writtenAt.position, at: writtenAt.position }}>
              <Time at={lostOrigin?.recordedAt ?? writtenAt.recordedAt} />
            </Link>
          </>
        )}
      </p>
      <Overwriting overwrittenAt={overwrittenAt} rule={rule} />
    </div>
  );
};

const Overwriting = ({
  overwrittenAt,
  rule,
}: Pick<LostWrite, 'overwrittenAt' | 'rule'>): ReactNode => {
  const { operation, recordedAt, reason } = overwrittenAt;
  const time = recordedAt === undefined ? 'its operation' : <Time at={recordedAt} />;
  return (
    <p>
      Overwritten{' '}
      {operation === null ? (
        time
      ) : (
        <Link to="/operations/$id" params={{ id: operation }}>
          {time}
        </Link>
      )}
      {rule === null ? '' : ` (${rule})`}
      {reason === undefined || reason === null ? null : <q className={styles.muted}> {reason}</q>}
    </p>
  );
};
