import { type ReactNode } from 'react';

import { api } from '../../../api/client.js';
import { ASKED_ATTENTION } from '../../../cluster/asked-attention.js';
import { Note } from '../../../ui/windows/note.js';
import { sentence } from '../../../ui/text/sentence.js';
import { Time } from '../../../ui/text/time.js';

/** The alarm of the schedule, if there is one. */
export const OverdueNote = (): ReactNode => {
  const { data } = api.useQuery('get', '/v1/attention', {
    params: { query: ASKED_ATTENTION },
  });
  const overdue = data?.items.filter(({ kind }) => kind === 'backup-overdue') ?? [];
  return overdue.map(({ thing, detail, remedy, since }) => (
    <Note key={thing.id} tone="critical">
      <p>
        <strong>A backup is overdue.</strong> {sentence(detail)} {sentence(remedy.text)}
        {since === null ? null : (
          <>
            {' '}
            Since <Time at={since.recordedAt} />.
          </>
        )}
      </p>
    </Note>
  ));
};
