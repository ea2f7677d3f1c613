import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { type IconName } from './icon.js';
import { Mark, type Tone } from './mark.js';

type Operation = Pick<Schemas['Operation'], 'status' | 'degraded'>;

type Look = readonly [icon: IconName, tone: Tone, text: string];

const LOOKS: Readonly<Record<Operation['status'], Look>> = {
  running: ['pending', 'accent', 'Under way'],
  completed: ['ok', 'ok', 'Completed'],
  failed: ['failed', 'critical', 'Failed'],
};
const DEGRADED: Look = ['warning', 'warning', 'Completed, not all restored'];

/** The state of an operation, or its end. */
export const OperationState = ({ status, degraded }: Operation): ReactNode => {
  const [icon, tone, text] = status === 'completed' && degraded ? DEGRADED : LOOKS[status];
  return (
    <Mark icon={icon} tone={tone}>
      {text}
    </Mark>
  );
};
