import { type ReactNode } from 'react';

import { type Schemas } from '../api/client.js';
import { Table, WIDE } from '../ui/text/table.js';
import styles from './comparing.module.css';
import { thingLines } from './thing-lines.js';
import { wordsOf } from './thing-words.js';

type Props = Readonly<{
  items: readonly Schemas['ThingDifference'][];
  /** The sides in words. */
  heads: readonly [left: string, right: string];
}>;

/** The properties of nodes, groups, resources and checkpoints that differ. */
export const ThingTable = ({ items, heads }: Props): ReactNode =>
  items.length === 0 ? null : (
    <Table label="Properties that differ" columns={['Property', ...heads]}>
      {thingLines(items).map(({ thing, property, left, right }) => (
        <tr key={`${thing.id}/${property ?? ''}`}>
          <td className={WIDE}>
            {property ?? thing.name}
            <span className={styles.key}>
              {thing.kind} {property === null ? '' : thing.name}
            </span>
          </td>
          <td className={WIDE}>
            <Content content={left} />
          </td>
          <td className={WIDE}>
            <Content content={right} />
          </td>
        </tr>
      ))}
    </Table>
  );

const Content = ({ content }: Readonly<{ content: unknown }>): ReactNode => {
  const words = wordsOf(content);
  return words === undefined ? <span className={styles.none}>nothing</span> : <code>{words}</code>;
};
