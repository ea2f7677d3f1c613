import { useState, type ReactNode } from 'react';

import { useCheckpointKeys } from '../../api/checkpoint-keys.js';
import { type Schemas } from '../../api/client.js';
import { useAt } from '../../moment/use-at.js';
import { Button } from '../../ui/controls/button.js';
import { Icon, type IconName } from '../../ui/marks/icon.js';
import { duration } from '../../ui/text/instant.js';
import { sentence } from '../../ui/text/sentence.js';
import { stepText } from '../../ui/text/step-text.js';
import { HIDDEN } from '../../ui/text/hidden.js';
import { axisOf, barOf, type Axis } from './axis.js';
import { waitText } from './wait-text.js';
import styles from './waterfall.module.css';

type Report = Schemas['OperationReport'];
type Step = Report['steps'][number];

/** A longer operation shows the rest of its steps on demand. */
const FIRST = 300;

type Props = Readonly<{ operation: Report; readAt: number }>;

/** The steps in their order on one line of time, with what each waited for. */
export const Waterfall = ({ operation, readAt }: Props): ReactNode => {
  const [isWhole, setIsWhole] = useState(false);
  const keys = useCheckpointKeys(useAt());
  const { steps } = operation;
  if (steps.length === 0) return null;
  const axis = axisOf(operation, steps, readAt);
  const shown = isWhole ? steps : steps.slice(0, FIRST);
  return (
    <section aria-labelledby="steps" className={styles.section}>
      <h2 id="steps">Steps</h2>
      <div className={styles.frame}>
        <Scale length={axis.length} />
        <ol className={styles.steps}>
          {shown.map((step) => (
            <StepRow
              key={step.number}
              place={step.checkpoint === null ? undefined : keys.get(step.checkpoint)}
              {...{ step, axis, readAt }}
            />
          ))}
        </ol>
      </div>
      {shown.length === steps.length ? null : (
        <Button
          onClick={() => {
            setIsWhole(true);
          }}
        >
          Show all {steps.length} steps
        </Button>
      )}
    </section>
  );
};

const Scale = ({ length }: Readonly<{ length: number }>): ReactNode => (
  <div className={styles.scale} aria-hidden="true">
    <span>0</span>
    <span>{duration(length / 2)}</span>
    <span>{duration(length)}</span>
  </div>
);

const ICONS: Readonly<Record<Step['status'], IconName>> = {
  running: 'pending',
  completed: 'ok',
  failed: 'failed',
};
const STATES: Readonly<Record<Step['status'], string>> = {
  running: 'under way',
  completed: 'completed',
  failed: 'failed',
};

type RowProps = Readonly<{ step: Step; place: string | undefined; axis: Axis; readAt: number }>;

const StepRow = ({ step, place, axis, readAt }: RowProps): ReactNode => {
  const { left, width } = barOf(step, axis, readAt);
  const wait = waitText(step.waitedFor);
  return (
    <li className={`${styles.step} ${styles[step.status]}`}>
      <span className={styles.what}>
        <span className={styles.state} title={STATES[step.status]}>
          <Icon name={ICONS[step.status]} />
          <span className={HIDDEN}>{STATES[step.status]}: </span>
        </span>
        <span>
          {stepText(step)}
          {place === undefined ? null : <code className={styles.place}>{place}</code>}
          {wait === undefined ? null : <small className={styles.wait}>{wait}</small>}
          <Why step={step} />
        </span>
      </span>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.bar} style={{ left: `${left}%`, width: `${width}%` }} />
      </span>
      <span className={styles.took}>{step.duration === null ? '' : duration(step.duration)}</span>
    </li>
  );
};

/** Why a step failed, and who held the key. */
const Why = ({ step: { reason, holder } }: Readonly<{ step: Step }>): ReactNode =>
  reason === null && holder === null ? null : (
    <small className={styles.why}>
      {reason === null ? null : sentence(reason)}
      {holder === null ? null : ` ${holder} held the key open.`}
    </small>
  );
