import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { useAt } from '../../../moment/use-at.js';
import { buttonLook } from '../../../ui/button.js';
import { Icon } from '../../../ui/icon.js';
import { nameText } from '../../../ui/value-text.js';
import { ValueDeeds } from '../edit/value-deeds.js';
import { type Entry } from '../key-question.js';
import { selecting, type Place } from '../registry-search.js';
import styles from '../registry.module.css';
import { ContentView } from './content-view.js';
import { ValueChain } from './value-chain.js';
import { ValueHistory } from './value-history.js';
import { ValuePlaces } from './value-places.js';

type Props = Readonly<{
  place: Place;
  name: string;
  /** Undefined if the key has no such value at the moment. */
  entry: Entry | undefined;
  isHex: boolean;
}>;

/** One value: its content, how it came there, its history, and where else it is. */
export const ValueDetails = ({ place, name, entry, isHex }: Props): ReactNode => {
  const isPresent = useAt().at === undefined;
  return (
    <aside className={styles.details} aria-label="The value">
      <Link
        to="."
        search={(all) => ({ ...all, ...selecting(undefined) })}
        replace
        resetScroll={false}
        className={`${buttonLook('icon')} ${styles.close}`}
        aria-label="Close the value"
        title="Close"
      >
        <Icon name="close" />
      </Link>
      <div className={styles.parts}>
        <div>
          <h2 className={styles.title}>{nameText(entry?.name ?? name)}</h2>
          <p className={styles.muted}>
            {entry?.value.type} on {place.node}
          </p>
        </div>
        {entry === undefined ? (
          <p>The key has no value of this name at this moment.</p>
        ) : (
          <>
            <ContentView value={entry.value} isHex={isHex} />
            {isPresent ? <ValueDeeds {...{ place, entry }} /> : null}
            <ValueChain place={place} name={name} />
          </>
        )}
        <ValueHistory {...{ place, name, isPresent }} />
        <ValuePlaces {...{ place, name }} />
      </div>
    </aside>
  );
};
