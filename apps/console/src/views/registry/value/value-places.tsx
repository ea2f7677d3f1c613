import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api, type Schemas } from '../../../api/client.js';
import { useAt } from '../../../moment/use-at.js';
import { Answer } from '../../../ui/windows/note.js';
import { SideView } from '../../../ui/text/side.js';
import { Table, WIDE } from '../../../ui/text/table.js';
import { type Place } from '../registry-search.js';
import styles from '../registry.module.css';
import { Written } from '../values/written.js';

type ValuePlace = Schemas['ValuePlace'];
type Props = Readonly<{ place: Place; name: string }>;

/** Lists the content that each node and each stored copy has in the place of a value. */
export const ValuePlaces = ({ place, name }: Props): ReactNode => {
  const { key, view } = place;
  const query = { ...useAt(), key, view, name };
  const places = api.useQuery('get', '/v1/places', { params: { query } });
  return (
    <section aria-labelledby="places" className={styles.part}>
      <h3 id="places">On the nodes and in the stored copies</h3>
      <Answer query={places}>
        {({ items }) => (
          <Table label="Places of the value" columns={['Where', 'Content', 'Written by']}>
            {items.map((item) => (
              <PlaceRow key={item.node ?? item.capture?.checkpoint} item={item} />
            ))}
          </Table>
        )}
      </Answer>
    </section>
  );
};

const PlaceRow = ({ item }: Readonly<{ item: ValuePlace }>): ReactNode => {
  const { node, capture, value, writtenAt, origin } = item;
  return (
    <tr>
      <th scope="row">
        {node === null ? (
          `capture ${capture?.number ?? ''} of ${capture?.resource ?? ''}`
        ) : (
          <Link to="." search={(all) => ({ ...all, node })} resetScroll={false}>
            {node}
          </Link>
        )}
      </th>
      <td className={WIDE}>
        <SideView side={value} />
      </td>
      <td>{value === null ? null : <Written {...{ writtenAt, origin }} />}</td>
    </tr>
  );
};
