import { type ReactNode } from 'react';

import { useAt } from '../../../moment/use-at.js';
import { Answer } from '../../../ui/windows/note.js';
import { useKey } from '../key-question.js';
import { type Place } from '../registry-search.js';
import styles from '../registry.module.css';
import { ValueList } from './value-list.js';

type Props = Readonly<{ place: Place; selected: string | undefined; isHex: boolean }>;

/** The values of a key at the moment, or that there is no such key. */
export const KeyValues = ({ place, selected, isHex }: Props): ReactNode => {
  const answer = useKey(place, useAt());
  return (
    <Answer query={answer}>
      {({ exists, values }) => {
        if (!exists) return <p>The node has no such key at this moment.</p>;
        if (values.length === 0) return <p className={styles.muted}>The key has no values.</p>;
        return (
          <>
            <ValueList entries={values} {...{ selected, isHex }} />
            <p className={styles.muted}>
              {values.length === 1 ? 'One value' : `${values.length} values`}
            </p>
          </>
        );
      }}
    </Answer>
  );
};
