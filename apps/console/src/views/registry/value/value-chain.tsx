import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api, type Schemas } from '../../../api/client.js';
import { useAt } from '../../../moment/use-at.js';
import { Answer } from '../../../ui/windows/note.js';
import { Time } from '../../../ui/text/time.js';
import { type Place } from '../registry-search.js';
import styles from '../registry.module.css';

type BlameLink = Schemas['BlameLink'];

const HOW: Readonly<Record<BlameLink['how'], string>> = {
  edit: 'edited',
  import: 'imported',
  restore: 'restored',
  capture: 'captured',
  revert: 'reverted',
  recover: 'recovered',
};

type Props = Readonly<{ place: Place; name: string }>;

/** The events by which a value came to its place, the newest first. */
export const ValueChain = ({ place, name }: Props): ReactNode => {
  const query = { ...useAt(), ...place, name };
  const blame = api.useQuery('get', '/v1/blame', { params: { query } });
  return (
    <section aria-labelledby="chain" className={styles.part}>
      <h3 id="chain">How it came here</h3>
      <Answer query={blame}>
        {({ items: [value] }) => (
          <>
            <ol className={styles.lines}>
              {value?.chain.map((link) => (
                <ChainLine key={`${link.event}/${link.how}`} link={link} />
              ))}
            </ol>
            {value?.more === true ? (
              <p className={styles.muted}>There is more before that.</p>
            ) : null}
          </>
        )}
      </Answer>
    </section>
  );
};

const ChainLine = ({ link }: Readonly<{ link: BlameLink }>): ReactNode => {
  const { how, node, actor, reason, position, recordedAt, rule, capture } = link;
  return (
    <li>
      <Link to="/events" search={{ event: position, at: position }}>
        <Time at={recordedAt} />
      </Link>{' '}
      {HOW[how]}
      {capture === undefined ? '' : ` as capture ${capture.number}`}
      {node === null ? '' : ` on ${node}`} by {actor}
      {rule === null ? '' : ` (${rule})`}
      {reason === null ? null : <q className={styles.muted}> {reason}</q>}
    </li>
  );
};
