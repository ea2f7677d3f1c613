import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { Note } from '../../ui/windows/note.js';
import { sentence } from '../../ui/text/sentence.js';
import styles from '../action-dialog.module.css';
import { passedOverIn } from './file-report.js';

/** The places of a file that an import passes over. Nothing for any other command. */
export const PassedOver = ({ body }: Pick<Schemas['Outcome'], 'body'>): ReactNode => {
  const report = passedOverIn(body);
  if (report === undefined) return null;
  const { places, others, otherRoots } = report;
  return (
    <Note tone="warning">
      <div className={styles.passedOver}>
        {otherRoots === undefined ? null : <p>{otherRoots}</p>}
        {places.length === 0 ? null : (
          <>
            <p>The file has places that are passed over:</p>
            <ul>
              {places.map(({ where, what }) => (
                <li key={`${where} ${what}`}>
                  {where}: {sentence(what)}
                </li>
              ))}
            </ul>
          </>
        )}
        {others === 0 ? null : <p>There are {others} more.</p>}
      </div>
    </Note>
  );
};
