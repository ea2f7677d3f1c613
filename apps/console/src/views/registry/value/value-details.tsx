import { type ReactNode } from 'react';

import { useAt } from '../../../moment/use-at.js';
import { DetailsPane, DetailsParts } from '../../../ui/windows/details-pane.js';
import { nameText } from '../../../ui/text/value-text.js';
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
    <DetailsPane label="The value" closing={selecting(undefined)} close="Close the value">
      <DetailsParts
        title={
          <>
            <h2>{nameText(entry?.name ?? name)}</h2>
            <p className={styles.muted}>
              {entry?.value.type} on {place.node}
            </p>
          </>
        }
      >
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
      </DetailsParts>
    </DetailsPane>
  );
};
