import { type ReactNode } from 'react';

import { isWhatIf, type Trial } from '../api/command.js';
import { type Schemas } from '../api/client.js';
import { sayProblem, problemOf } from '../api/problem.js';
import { Mark } from '../ui/mark.js';
import { Note } from '../ui/note.js';
import { PlaceView, SideView } from '../ui/side.js';
import { operationTitle, stepText } from '../ui/step-text.js';
import { Table } from '../ui/table.js';
import { type Side } from '../ui/value-text.js';
import styles from './action-dialog.module.css';
import { Differences, type Difference } from './differences.js';

/** Shows the preview of a command. */
export const TrialView = ({ trial }: Readonly<{ trial: Trial }>): ReactNode =>
  isWhatIf(trial) ? <WhatIfView whatIf={trial} /> : <PreviewView preview={trial} />;

const WhatIfView = ({ whatIf }: Readonly<{ whatIf: Schemas['WhatIf'] }>): ReactNode => {
  const refusals = whatIf.outcomes
    .map(({ body }) => problemOf(body))
    .filter((one) => one !== undefined);
  const isNothing = whatIf.events.length === 0 && refusals.length === 0;
  return (
    <>
      {refusals.map((problem) => (
        <Note key={problem.detail} tone="critical">
          <p>It would be refused. {sayProblem(problem)}</p>
        </Note>
      ))}
      {isNothing ? <p>Nothing would change.</p> : null}
      {whatIf.operations.map((operation) => (
        <Steps key={operation.id} operation={operation} />
      ))}
      <Losses items={whatIf.lostWrites} />
      <Hazards hazards={whatIf.hazards} />
      {whatIf.diffs.map(({ node, items, summary, more }) => (
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

type Loss = Readonly<{
  node: string;
  key: string;
  name: string | null;
  lost: Side;
  kept: Side;
  writtenAt: Schemas['Writing'] | null;
}>;

/** The edits that would be overwritten. */
const Losses = ({ items }: Readonly<{ items: readonly Loss[] }>): ReactNode => {
  if (items.length === 0)
    return (
      <Mark icon="ok" tone="ok">
        No edit would be lost.
      </Mark>
    );
  return (
    <div className={styles.part}>
      <h3>
        <Mark icon="warning" tone="warning">
          {items.length === 1 ? 'One edit would be lost' : `${items.length} edits would be lost`}
        </Mark>
      </h3>
      <Table
        label="Edits that would be lost"
        columns={['Place', 'Lost', 'Kept instead', 'Written by']}
      >
        {items.map((loss) => (
          <tr key={`${loss.node}/${loss.key}/${loss.name ?? ''}`}>
            <td>
              <PlaceView place={loss.key} name={loss.name} /> {loss.node}
            </td>
            <td>
              <SideView side={loss.lost} />
            </td>
            <td>
              <SideView side={loss.kept} />
            </td>
            <td>{loss.writtenAt?.actor ?? 'unknown'}</td>
          </tr>
        ))}
      </Table>
    </div>
  );
};

const Hazards = ({ hazards }: Readonly<{ hazards: readonly Schemas['Hazard'][] }>): ReactNode =>
  hazards.length === 0 ? null : (
    <div className={styles.part}>
      <h3>
        <Mark icon="warning" tone="warning">
          Hazards
        </Mark>
      </h3>
      <ul>
        {[...new Set(hazards.map(({ detail }) => detail))].map((detail) => (
          <li key={detail}>{detail}</li>
        ))}
      </ul>
    </div>
  );

const PreviewView = ({ preview }: Readonly<{ preview: Schemas['Preview'] }>): ReactNode => {
  const { diff, lostWrites, hazards, untouched } = preview;
  return (
    <>
      <Differences
        title="What would change"
        items={diff.items.map(differenceOf)}
        summary={diff.summary}
        more={diff.more}
      />
      <Losses items={lostWrites.items} />
      <Hazards hazards={hazards} />
      {untouched?.map(({ resource, checkpoint, reason }) => (
        <p key={checkpoint} className={styles.muted}>
          {resource}: a checkpoint stays as it is. {reason}
        </p>
      ))}
    </>
  );
};

type PreviewItem = Schemas['Preview']['diff']['items'][number];

const sideOf = (side: PreviewItem['left']): Side =>
  side === null ? null : 'value' in side ? side.value : side;

const differenceOf = ({ key, name, change, left, right }: PreviewItem): Difference => ({
  ...{ key, name, change },
  before: sideOf(left),
  after: sideOf(right),
});
