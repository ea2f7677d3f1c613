import { type ReactNode } from 'react';

import { type Schemas } from '../../../api/client.js';
import { MoreDifferences } from '../../../comparing/more-differences.js';
import { useDifferences, type Diff } from '../../../comparing/use-differences.js';
import { Answer } from '../../../ui/windows/note.js';
import { PlaceView, SideView } from '../../../ui/text/side.js';
import { Table, WIDE } from '../../../ui/text/table.js';
import { inWords } from '../../../ui/text/step-text.js';
import { type Side } from '../../../ui/text/value-text.js';
import styles from './compare.module.css';
import { sayAny } from './say-any.js';

/** A moment on both sides; undefined is now. */
type Props = Readonly<{ left: string | undefined; right: string | undefined }>;

const sideOf = (moment: string | undefined): string =>
  moment === undefined ? 'cluster' : `cluster@${moment}`;

/** The things and the places of registries that differ between two moments. */
export const Differing = ({ left, right }: Props): ReactNode => {
  const found = useDifferences({ left: sideOf(left), right: sideOf(right) }, true);
  return (
    <div aria-busy={found.isFetching}>
      <Answer query={found}>
        {({ pages }) => (
          <div className={styles.section}>
            <Items items={pages.flatMap(({ items }) => items)} />
            <MoreDifferences found={found} />
          </div>
        )}
      </Answer>
    </div>
  );
};

const Items = ({ items }: Readonly<{ items: Diff['items'] }>): ReactNode => {
  const things = items.filter((item) => 'thing' in item);
  const places = items.filter((item) => 'key' in item);
  if (items.length === 0) return <p>Nothing differs.</p>;
  return (
    <>
      {things.length === 0 ? null : <Things things={things} />}
      {places.length === 0 ? null : <Places places={places} />}
    </>
  );
};

const Things = ({
  things,
}: Readonly<{ things: readonly Schemas['ThingDifference'][] }>): ReactNode => (
  <Table label="Things that differ" columns={['Thing', 'Property', 'Earlier', 'Later']}>
    {things.map(({ thing, property, left, right }) => (
      <tr key={`${thing.id}/${property}`}>
        <th scope="row">
          <span className={styles.muted}>{thing.kind}</span> {thing.name}
        </th>
        <td>{inWords(property)}</td>
        <td className={WIDE}>{sayAny(left)}</td>
        <td className={WIDE}>{sayAny(right)}</td>
      </tr>
    ))}
  </Table>
);

type PlacesProps = Readonly<{ places: readonly Schemas['ValueDifference'][] }>;

const Places = ({ places }: PlacesProps): ReactNode => (
  <Table label="Places of registries that differ" columns={['Node', 'Place', 'Earlier', 'Later']}>
    {places.map(({ node = '', key, name, change, left, right }) => (
      <tr key={`${node}/${key}/${name ?? ''}`}>
        <th scope="row">{node}</th>
        <td className={WIDE}>
          <PlaceView place={key} name={name} />
        </td>
        <td className={WIDE}>
          <SideView side={contentOf(left, name === null && change === 'removed')} />
        </td>
        <td className={WIDE}>
          <SideView side={contentOf(right, name === null && change === 'added')} />
        </td>
      </tr>
    ))}
  </Table>
);

/** The content of a place; a key without values is there without one. */
const contentOf = (side: Schemas['ValueDifference']['left'], isKey: boolean): Side =>
  isKey ? true : (side?.value ?? null);
