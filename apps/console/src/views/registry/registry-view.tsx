import { useSearch } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api } from '../../api/client.js';
import { useAt } from '../../moment/use-at.js';
import { Answer } from '../../ui/windows/note.js';
import { otherSideIn } from './compare/other-side.js';
import { Comparison } from './compare/comparison.js';
import { FindBar } from './find/find-bar.js';
import { FoundList } from './find/found-list.js';
import { KeyHead } from './key-head.js';
import { foundIn, useValue } from './key-question.js';
import { PlaceBar } from './place-bar.js';
import { nameIn, placeIn, type Place, type RegistrySearch } from './registry-search.js';
import styles from './registry.module.css';
import { KeyTree } from './tree/key-tree.js';
import { ValueDetails } from './value/value-details.js';
import { KeyValues } from './values/key-values.js';

/** The registries of the nodes at a moment. */
export const RegistryView = (): ReactNode => {
  const search = useSearch({ from: '/registry' });
  const overview = api.useQuery('get', '/v1/overview', { params: { query: useAt() } });
  return (
    <>
      <h1>Registry</h1>
      <Answer query={overview}>
        {({ nodes: [first, ...others] }) =>
          first === undefined ? (
            <p>There is no node at this moment.</p>
          ) : (
            <>
              <div className={styles.bar}>
                <PlaceBar
                  nodes={[first, ...others].map(({ name }) => name)}
                  place={placeIn(search, first.name)}
                  isHex={search.show === 'hex'}
                />
                <FindBar key={search.find} find={search.find} />
              </div>
              <Panes place={placeIn(search, first.name)} search={search} />
            </>
          )
        }
      </Answer>
    </>
  );
};

type PanesProps = Readonly<{ place: Place; search: RegistrySearch }>;

const Panes = ({ place, search }: PanesProps): ReactNode => {
  const at = useAt();
  const other = otherSideIn(search, place, at);
  if (search.find !== undefined)
    return <FoundList find={search.find} isPast={search.past === 'true'} />;
  const name = nameIn(search);
  return (
    <div className={styles.panes}>
      <KeyTree key={`${place.node}/${place.view}`} place={place} />
      <div className={styles.main}>
        <KeyHead place={place} />
        {other === undefined ? (
          <KeyValues place={place} selected={name} isHex={search.show === 'hex'} />
        ) : (
          <Comparison place={place} other={other} />
        )}
      </div>
      {name === undefined ? null : <Details {...{ place, name }} isHex={search.show === 'hex'} />}
    </div>
  );
};

type DetailsProps = Readonly<{ place: Place; name: string; isHex: boolean }>;

const Details = ({ place, name, isHex }: DetailsProps): ReactNode => {
  const answer = useValue(place, useAt(), name);
  return (
    <Answer query={answer}>
      {(found) => (
        <ValueDetails
          key={`${place.node}/${place.view}/${place.key}/${name}`}
          entry={foundIn(found, name).entry}
          {...{ place, name, isHex }}
        />
      )}
    </Answer>
  );
};
