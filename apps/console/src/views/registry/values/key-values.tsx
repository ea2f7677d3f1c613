import { type ReactNode } from 'react';

import { useAt } from '../../../moment/use-at.js';
import { Answer } from '../../../ui/windows/note.js';
import { useKeyAlone } from '../key-question.js';
import { type Place } from '../registry-search.js';
import styles from '../registry.module.css';
import { ValueList } from './value-list.js';

type Props = Readonly<{ place: Place; selected: string | undefined; isHex: boolean }>;

/** The values of a key at the moment, or that there is no such key. */
export const KeyValues = ({ place, selected, isHex }: Props): ReactNode => {
  const answer = useKeyAlone(place, useAt());
  return (
    <Answer query={answer}>
      {({ exists, valueCount }) => {
        if (!exists) return <p>The node has no such key at this moment.</p>;
        if (valueCount === 0) return <p className={styles.muted}>The key has no values.</p>;
        return (
          <>
            <ValueList count={valueCount} {...{ place, selected, isHex }} />
            <p className={styles.muted}>
              {valueCount === 1 ? 'One value' : `${valueCount.toLocaleString('en')} values`}
            </p>
          </>
        );
      }}
    </Answer>
  );
};
