import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { useOperationReport } from '../../api/operation-report.js';
import { useAt } from '../../moment/use-at.js';
import { Answer, Note } from '../../ui/windows/note.js';
import { Beginning } from './beginning.js';
import { Choices } from './choices.js';
import { Losses } from './losses.js';
import { Mending } from './mending.js';
import styles from './operation.module.css';
import { OperationHead } from './operation-head.js';
import { Restores } from './restores.js';
import { Settings } from './settings.js';
import { Waterfall } from './waterfall.js';

/** Shows the report of an operation: its causes, its steps, and its effects. */
export const OperationView = (): ReactNode => {
  const { id } = useParams({ from: '/operations/$id' });
  const at = useAt();
  const report = useOperationReport(id, at);
  return (
    <>
      <p>
        <Link to="/operations">Operations</Link>
      </p>
      <Answer query={report}>
        {(operation) => (
          <Report
            operation={operation}
            readAt={report.dataUpdatedAt}
            isPresent={at.at === undefined}
          />
        )}
      </Answer>
    </>
  );
};

type ReportProps = Readonly<{
  operation: Schemas['OperationReport'];
  /** When the report was read, in milliseconds: the end of what is still under way. */
  readAt: number;
  isPresent: boolean;
}>;

const Report = ({ operation, readAt, isPresent }: ReportProps): ReactNode => (
  <>
    <OperationHead {...{ operation, isPresent }} />
    {operation.failure === null ? null : (
      <Note tone="critical">
        <p>{operation.failure}</p>
      </Note>
    )}
    <div className={styles.parts}>
      <Beginning operation={operation} />
      <Choices groups={operation.groups} />
      <Waterfall operation={operation} readAt={readAt} />
      <Losses operation={operation} isPresent={isPresent} />
      <Restores operation={operation} isPresent={isPresent} />
      <Mending operation={operation} isPresent={isPresent} />
      <Settings policy={operation.policy} />
    </div>
  </>
);
