import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode } from 'react';

import { type Schemas } from '../../../api/client.js';
import { answerOf } from '../../../api/command.js';
import { Button } from '../../../ui/controls/button.js';
import { Failure, Note } from '../../../ui/windows/note.js';
import { sentence } from '../../../ui/text/sentence.js';
import { Table, WIDE } from '../../../ui/text/table.js';
import styles from '../backups.module.css';
import { type Job } from '../use-verifications.js';

type Props = Readonly<{ job: Job }>;

/** The progress of a verification, or what it found. */
export const Verification = ({ job }: Props): ReactNode => {
  const { status, failure, faults } = job;
  return (
    <section aria-label="Verification" aria-live="polite" className={styles.part}>
      {status === 'running' ? <Progress job={job} /> : null}
      {status === 'cancelled' ? <p>The verification was cancelled.</p> : null}
      {failure === null ? null : (
        <Note tone="warning">
          <p>The verification could not come to its end. {sentence(failure)}</p>
        </Note>
      )}
      {status === 'completed' && faults.length === 0 ? (
        <p>It is whole: its events, folded again, lead to every hash that it has.</p>
      ) : null}
      {faults.length === 0 ? null : <Faults job={job} />}
    </section>
  );
};

const Progress = ({ job: { id, done, of } }: Props): ReactNode => {
  const queries = useQueryClient();
  const cancelling = useMutation<Schemas['Job'], unknown>({
    mutationFn: () =>
      answerOf<Schemas['Job']>({ method: 'DELETE', path: `/v1/jobs/${encodeURIComponent(id)}` }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['get', '/v1/jobs'] }),
  });
  return (
    <div className={styles.progress}>
      <progress aria-label="Progress of the verification" value={done} max={of} />
      <span>
        {done} of {of}
      </span>
      <Button
        disabled={cancelling.isPending}
        onClick={() => {
          cancelling.mutate();
        }}
      >
        Cancel
      </Button>
      {cancelling.error === null ? null : <Failure error={cancelling.error} />}
    </div>
  );
};

const Faults = ({ job: { faults, more } }: Props): ReactNode => (
  <>
    <Table label="Faults" columns={['Where', 'Expected', 'Found']}>
      {faults.map(({ what, where, expected, found }, index) => (
        <tr key={index}>
          <td className={WIDE}>
            {what.replace('-', ' ')}
            {Object.entries(where).map(([name, place]) => (
              <div key={name} className={styles.muted}>
                {name} {place}
              </div>
            ))}
          </td>
          <td className={WIDE}>{expected}</td>
          <td className={WIDE}>{found}</td>
        </tr>
      ))}
    </Table>
    {more ? <p>There are more than these.</p> : null}
  </>
);
