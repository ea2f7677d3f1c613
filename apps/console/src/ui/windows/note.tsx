import { type ReactNode } from 'react';

import { problemOf, sayProblem } from '../../api/problem.js';
import { Button } from '../controls/button.js';
import { Icon } from '../marks/icon.js';
import styles from './note.module.css';

type NoteProps = Readonly<{ tone: 'plain' | 'warning' | 'critical'; children: ReactNode }>;

/** A remark on the page that stands out from it. */
export const Note = ({ tone, children }: NoteProps): ReactNode => (
  <div className={`${styles.note} ${tone === 'plain' ? '' : styles[tone]}`}>
    {tone === 'plain' ? null : <Icon name={tone} />}
    {children}
  </div>
);

type FailureProps = Readonly<{ error: unknown; onRetry?: () => void }>;

/** Shows a failure in the words of the problem, with the fields that it names. */
export const Failure = ({ error, onRetry }: FailureProps): ReactNode => (
  <div role="alert">
    <Note tone="critical">
      <p>
        {sayProblem(error)}
        {problemOf(error)?.errors?.map(({ pointer, detail }) => (
          <span key={pointer}>
            {' '}
            <code>{pointer}</code> {detail}
          </span>
        ))}
      </p>
      {onRetry === undefined ? null : <Button onClick={onRetry}>Try again</Button>}
    </Note>
  </div>
);

/** Says that an answer is on its way. */
export const Busy = ({ children = 'Loading…' }: Readonly<{ children?: string }>): ReactNode => (
  <p className={styles.busy} role="status">
    {children}
  </p>
);

type AnswerProps<Data> = Readonly<{
  query: Readonly<{
    data: Data | undefined;
    error: unknown;
    refetch: () => Promise<unknown>;
  }>;
  children: (data: Data) => ReactNode;
}>;

/** The answer to a question, or that it is on its way, or why it failed. */
export const Answer = <Data,>({ query, children }: AnswerProps<Data>): ReactNode => {
  const { data, error, refetch } = query;
  if (data !== undefined) return children(data);
  if (error !== null && error !== undefined)
    return <Failure error={error} onRetry={() => void refetch()} />;
  return <Busy />;
};
