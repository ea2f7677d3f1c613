import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { useAct } from '../../actions/action.js';
import { type Schemas } from '../../api/client.js';
import { textOf } from '../../api/text-of.js';
import { useAt } from '../../moment/use-at.js';
import { Button, buttonLook } from '../../ui/controls/button.js';
import { CopyButton } from '../../ui/controls/copy-button.js';
import { Icon } from '../../ui/marks/icon.js';
import { duration } from '../../ui/text/instant.js';
import { OperationState } from '../../ui/marks/operation-state.js';
import { operationTitle, wayText } from '../../ui/text/step-text.js';
import { Time } from '../../ui/text/time.js';
import { onTimeline } from './on-timeline.js';
import styles from './operation.module.css';

type Props = Readonly<{ operation: Schemas['OperationReport']; isPresent: boolean }>;

/** The operation in a few words, and what can be done with its report. */
export const OperationHead = ({ operation, isPresent }: Props): ReactNode => {
  const { id, actor, startedAt, status } = operation;
  const at = useAt();
  const path = `/v1/operations/${encodeURIComponent(id)}?${String(new URLSearchParams(at))}`;
  return (
    <header className={styles.head}>
      <div className={styles.titles}>
        <h1>{operationTitle(operation)}</h1>
        <span>{wayText(operation)}</span>
        <OperationState {...operation} />
      </div>
      <p className={styles.facts}>
        Began <Time at={startedAt} />, {took(operation)}, by {actor}
      </p>
      <div className={styles.tools}>
        <CopyButton label="Copy as text" text={() => textOf(path, 'text/markdown')} />
        <Link to="/events" search={{ operation: id }} className={buttonLook()}>
          <Icon name="events" /> Its events
        </Link>
        <Link to="/timeline" search={onTimeline(operation)} className={buttonLook()}>
          <Icon name="timeline" /> On the timeline
        </Link>
        {isPresent && status !== 'completed' ? <Command {...{ id, status }} /> : null}
      </div>
    </header>
  );
};

const took = ({ duration: ms }: Schemas['OperationReport']): string =>
  ms === null ? 'under way' : `took ${duration(ms)}`;

type CommandProps = Readonly<{ id: string; status: 'running' | 'failed' }>;

const COMMANDS = {
  running: { verb: 'cancel', title: 'Cancel the operation', confirm: 'Cancel the operation' },
  failed: { verb: 'retry', title: 'Retry the operation', confirm: 'Retry' },
} as const;

const Command = ({ id, status }: CommandProps): ReactNode => {
  const act = useAct();
  const { verb, title, confirm } = COMMANDS[status];
  return (
    <Button
      onClick={() => {
        act({
          ...{ title, confirm },
          command: () => ({
            method: 'POST',
            path: `/v1/operations/${encodeURIComponent(id)}/${verb}`,
            body: {},
          }),
        });
      }}
    >
      {title}…
    </Button>
  );
};
