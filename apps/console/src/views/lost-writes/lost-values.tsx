import { useState, type ReactNode } from 'react';

import { api } from '../../api/client.js';
import { useAt } from '../../moment/use-at.js';
import { Answer } from '../../ui/windows/note.js';
import { PlaceView, SideView } from '../../ui/text/side.js';
import { Table, WIDE } from '../../ui/text/table.js';
import styles from './lost-writes.module.css';

const MOST = 200;

/** The values of a lost key with everything below it; they are asked for when they are opened. */
export const LostValues = ({ id }: Readonly<{ id: string }>): ReactNode => {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details
      className={styles.values}
      onToggle={({ currentTarget }) => {
        setIsOpen(currentTarget.open);
      }}
    >
      <summary>Its values</summary>
      {isOpen ? <ValueTable id={id} /> : null}
    </details>
  );
};

const ValueTable = ({ id }: Readonly<{ id: string }>): ReactNode => {
  const values = api.useQuery('get', '/v1/lost-writes/{id}/values', {
    params: { path: { id }, query: { ...useAt(), limit: MOST } },
  });
  return (
    <Answer query={values}>
      {({ items, next }) => (
        <>
          <Table label="Lost values" columns={['Place', 'Lost', 'Kept instead', 'Written by']}>
            {items.map(({ key, name, lost, kept, writtenAt }) => (
              <tr key={`${key}\\${name ?? '\\'}`}>
                <td className={WIDE}>
                  <PlaceView place={key} name={name} />
                </td>
                <td className={WIDE}>
                  <SideView side={lost} />
                </td>
                <td className={WIDE}>
                  <SideView side={kept} />
                </td>
                <td>{writtenAt?.actor ?? 'unknown'}</td>
              </tr>
            ))}
          </Table>
          {next === null ? null : <p>These are the first {items.length}.</p>}
        </>
      )}
    </Answer>
  );
};
