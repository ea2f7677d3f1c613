import { type ReactNode } from 'react';

import { Icon } from '../../ui/marks/icon.js';
import { Time } from '../../ui/text/time.js';
import styles from './palette.module.css';
import { type Entry } from './use-entries.js';

type Props = Readonly<{
  /** The begin of the ids of the list and its options. */
  id: string;
  entries: readonly Entry[];
  current: number;
  onTake: (entry: Entry) => void;
}>;

/** Lists the entries that were found. The focus stays in the field, which has the keys. */
export const Options = ({ id, entries, current, onTake }: Props): ReactNode => (
  <>
    <p role="status" className={styles.count}>
      {entries.length === 0 ? 'Nothing has this name.' : ''}
    </p>
    <ul id={`${id}-list`} role="listbox" aria-label="Found" className={styles.list}>
      {entries.map((entry, index) => (
        <Option
          key={entry.id}
          id={`${id}-${index}`}
          entry={entry}
          isChosen={index === current}
          onTake={() => {
            onTake(entry);
          }}
        />
      ))}
    </ul>
  </>
);

type OptionProps = Readonly<{ id: string; entry: Entry; isChosen: boolean; onTake: () => void }>;

const Option = ({ id, entry, isChosen, onTake }: OptionProps): ReactNode => {
  const { icon, text, kind, detail, at } = entry;
  return (
    <li id={id} role="option" aria-selected={isChosen} className={styles.option} onClick={onTake}>
      <Icon name={icon} />
      <span className={styles.text}>
        {text} <span className={styles.detail}>{at === undefined ? detail : <Time at={at} />}</span>
      </span>
      <span className={styles.kind}>{kind}</span>
    </li>
  );
};
