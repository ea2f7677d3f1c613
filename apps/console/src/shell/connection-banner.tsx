import { useSyncExternalStore, type ReactNode } from 'react';

import { connection } from '../api/connection.js';
import { Note } from '../ui/windows/note.js';
import { Time } from '../ui/text/time.js';
import styles from './connection-banner.module.css';

/** Says that the server is away, and since when what is shown may be out of date. */
export const ConnectionBanner = (): ReactNode => {
  const { status, since } = useSyncExternalStore(connection.subscribe, connection.read);
  return (
    <div role="status" className={status === 'away' ? styles.banner : undefined}>
      {status === 'away' ? (
        <Note tone="warning">
          <p>
            The server does not answer since <Time at={new Date(since).toISOString()} />. The page
            shows what was known then, and tries again by itself.
          </p>
        </Note>
      ) : null}
    </div>
  );
};
