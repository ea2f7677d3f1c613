import { type ReactNode } from 'react';

import { api } from '../../../api/client.js';
import { Icon } from '../../../ui/marks/icon.js';
import { Answer } from '../../../ui/windows/note.js';
import { HIDDEN } from '../../../ui/text/hidden.js';
import styles from './below.module.css';
import { changesBetween, type Change } from './changes.js';

type Props = Readonly<{ from: string; to: string }>;

/** The states and owners that differ between two positions. */
export const ChangeList = ({ from, to }: Props): ReactNode => {
  const before = api.useQuery('get', '/v1/overview', { params: { query: { at: from } } });
  const after = api.useQuery('get', '/v1/overview', { params: { query: { at: to } } });
  return (
    <Answer query={before}>
      {(then) => (
        <Answer query={after}>{(now) => <Changes changes={changesBetween(then, now)} />}</Answer>
      )}
    </Answer>
  );
};

const MOST = 40;

const Changes = ({ changes }: Readonly<{ changes: readonly Change[] }>): ReactNode => {
  if (changes.length === 0) return <p>No state and no owner is another one.</p>;
  return (
    <>
      <ul className={styles.changes}>
        {changes.slice(0, MOST).map(({ id, kind, name, property, before, after }) => (
          <li key={`${id}/${property}`} className={styles.change}>
            <span>
              <span className={styles.muted}>{kind}</span> <strong>{name}</strong>
            </span>
            <span className={styles.way}>
              {before ?? 'not there'}
              <Icon name="arrow" />
              <span className={HIDDEN}>to</span>
              <strong>{after ?? 'not there'}</strong>
            </span>
          </li>
        ))}
      </ul>
      {changes.length > MOST ? (
        <p className={styles.muted}>and {changes.length - MOST} more</p>
      ) : null}
    </>
  );
};
