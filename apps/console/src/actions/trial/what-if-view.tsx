import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { problemOf, sayProblem } from '../../api/problem.js';
import { Note } from '../../ui/windows/note.js';
import { operationTitle, stepText } from '../../ui/text/step-text.js';
import styles from '../action-dialog.module.css';
import { Differences } from './differences.js';
import { Hazards } from './hazards.js';
import { Losses } from './losses.js';
import { PassedOver } from './passed-over.js';

/** Shows the steps, the losses and the changes that a command would bring. */
export const WhatIfView = ({ whatIf }: Readonly<{ whatIf: Schemas['WhatIf'] }>): ReactNode => {
  const { outcomes, events, operations, lostWrites, hazards, diffs } = whatIf;
  const refusals = outcomes.map(({ body }) => problemOf(body)).filter((one) => one !== undefined);
  const isNothing = events.length === 0 && refusals.length === 0;
  return (
    <>
      {refusals.map((problem) => (
        <Note key={problem.detail} tone="critical">
          <p>It would be refused. {sayProblem(problem)}</p>
        </Note>
      ))}
      {isNothing ? <p>Nothing would change.</p> : null}
      {outcomes.map(({ body }, index) => (
        <PassedOver key={index} body={body} />
      ))}
      {operations.map((operation) => (
        <Steps key={operation.id} operation={operation} />
      ))}
      <Losses items={lostWrites} />
      <Hazards hazards={hazards} />
      {diffs.map(({ node, items, summary, more }) => (
        <Differences
          key={node}
          title={`The registry of ${node}`}
          items={items.map(({ left, right, ...place }) => ({
            ...place,
            before: left?.value ?? null,
            after: right?.value ?? null,
          }))}
          {...{ summary, more }}
        />
      ))}
    </>
  );
};

const Steps = ({ operation }: Readonly<{ operation: Schemas['OperationReport'] }>): ReactNode => (
  <div className={styles.part}>
    <h3>
      {operationTitle(operation)} {operation.to === null ? '' : `to ${operation.to}`}
    </h3>
    {operation.failure === null ? null : (
      <Note tone="critical">
        <p>It would fail: {operation.failure}</p>
      </Note>
    )}
    <ol className={styles.steps}>
      {together(operation.steps).map(({ text, times, isFailed }) => (
        <li key={text} className={isFailed ? styles.failed : undefined}>
          {text}
          {times === 1 ? null : <span className={styles.muted}>{times} times</span>}
        </li>
      ))}
    </ol>
  </div>
);

type StepLine = Readonly<{ text: string; times: number; isFailed: boolean }>;

/** The steps without the fences, which change nothing; equal ones are one line. */
const together = (steps: Schemas['OperationReport']['steps']): readonly StepLine[] => {
  const lines = steps
    .filter(({ what }) => what !== 'fence')
    .map((step) => ({
      text: `${stepText(step)}${step.reason === null ? '' : ` – ${step.reason}`}`,
      isFailed: step.status === 'failed',
    }));
  return [...Map.groupBy(lines, ({ text }) => text)].map(([text, equal]) => ({
    text,
    times: equal.length,
    isFailed: equal.some(({ isFailed }) => isFailed),
  }));
};
