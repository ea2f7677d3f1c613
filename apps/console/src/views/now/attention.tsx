import { type ReactNode } from 'react';

import { RemedyButton } from '../../actions/remedy-button.js';
import { api, type Schemas } from '../../api/client.js';
import { ASKED_ATTENTION } from '../../cluster/asked-attention.js';
import { Mark } from '../../ui/marks/mark.js';
import { Answer } from '../../ui/windows/note.js';
import { sentence } from '../../ui/text/sentence.js';
import { Time } from '../../ui/text/time.js';
import styles from './attention.module.css';

type Item = Schemas['AttentionItem'];

const KINDS: Readonly<Record<Item['kind'], string>> = {
  unrestored: 'Not restored',
  failed: 'Failed',
  parked: 'Event not taken',
  held: 'Key held',
  'retry-due': 'Failed, tried again',
  clobber: 'Two writers of one key',
  drift: 'Edit about to be lost',
  'lost-write': 'Lost write',
  'backup-overdue': 'Backup overdue',
};

/** Lists the things that need an operator now, the worst first, each with its remedy. */
export const Attention = (): ReactNode => {
  const attention = api.useQuery('get', '/v1/attention', {
    params: { query: ASKED_ATTENTION },
  });
  return (
    <section aria-labelledby="attention" className={styles.section}>
      <h2 id="attention">Needs attention</h2>
      <Answer query={attention}>
        {({ items, next, unchecked }) => (
          <>
            {items.length === 0 ? (
              <Mark icon="ok" tone="ok">
                Nothing needs attention.
              </Mark>
            ) : (
              <ul className={styles.list}>
                {items.map((item) => (
                  <AttentionItem key={`${item.kind}/${item.thing.id}/${item.detail}`} item={item} />
                ))}
              </ul>
            )}
            {next === null ? null : <p>There are more than these {items.length}.</p>}
            {unchecked === undefined ? null : (
              <p>The cluster is too large to look everywhere for: {unchecked.join(', ')}.</p>
            )}
          </>
        )}
      </Answer>
    </section>
  );
};

const AttentionItem = ({ item }: Readonly<{ item: Item }>): ReactNode => {
  const { severity, kind, thing, since, due, detail, remedy } = item;
  return (
    <li className={`${styles.item} ${styles[severity]}`}>
      <div className={styles.head}>
        <Mark icon={severity} tone={severity}>
          <strong>{KINDS[kind]}</strong>
        </Mark>
        <span className={styles.thing}>
          {thing.resource === undefined ? null : <strong>{thing.resource}</strong>}
          {thing.node === undefined ? null : <span> on {thing.node}</span>}{' '}
          <code>{thing.name}</code>
        </span>
        {since === null ? null : (
          <span className={styles.since}>
            since <Time at={since.recordedAt} />
          </span>
        )}
      </div>
      <p className={styles.detail}>
        {sentence(detail)}
        {due === undefined ? null : (
          <>
            {' '}
            Tried again at <Time at={due} />.
          </>
        )}
      </p>
      <div className={styles.remedy}>
        <p>{remedy.text}</p>
        <RemedyButton remedy={remedy} />
      </div>
    </li>
  );
};
