import { keepPreviousData } from '@tanstack/react-query';
import { type ReactNode } from 'react';

import { api } from '../../../api/client.js';
import { Nodes } from '../../../cluster/nodes.js';
import { SinceContext } from '../../../cluster/since.js';
import { summaryOf } from '../../../cluster/summary.js';
import { useAt } from '../../../moment/use-at.js';
import { useMoment } from '../../../moment/use-moment.js';
import { Answer } from '../../../ui/windows/note.js';
import { type Cursor } from '../cursor/use-cursor.js';
import { SinceAnswer } from '../since/since-answer.js';
import { SinceParts } from '../since/since-parts.js';
import { useSince } from '../since/use-since.js';
import styles from './below.module.css';
import { Here } from './here.js';
import { useBefore } from './use-before.js';
import { WhatChanged } from './what-changed.js';

/** The cluster as of the cursor, and what changed as it moved. */
export const Below = ({ cursor }: Readonly<{ cursor: Cursor }>): ReactNode => {
  const position = useMoment().data?.position;
  const before = useBefore(position);
  const since = useSince(cursor);
  return (
    <SinceContext value={since.mutate}>
      <div>
        <SinceAnswer since={since} />
        <div className={styles.columns}>
          <div className={styles.column}>
            <Here position={position} />
            {before === undefined || position === undefined ? null : (
              <WhatChanged before={before} after={position} />
            )}
          </div>
          <AsOf position={position} />
        </div>
      </div>
    </SinceContext>
  );
};

const AsOf = ({ position }: Readonly<{ position: string | undefined }>): ReactNode => {
  const at = useAt();
  const overview = api.useQuery(
    'get',
    '/v1/overview',
    { params: { query: at } },
    { placeholderData: keepPreviousData },
  );
  return (
    <div className={styles.column} data-as-of={position}>
      <Answer query={overview}>
        {(cluster) => (
          <>
            <p className={styles.muted}>{summaryOf(cluster)}</p>
            <Nodes cluster={cluster} isPresent={at.at === undefined} />
            <SinceParts nodes={cluster.nodes.map(({ name }) => name)} />
          </>
        )}
      </Answer>
    </div>
  );
};
