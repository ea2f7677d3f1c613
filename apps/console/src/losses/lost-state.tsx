import { type ReactNode } from 'react';

import { type Schemas } from '../api/client.js';
import { type IconName } from '../ui/marks/icon.js';
import { Mark, type Tone } from '../ui/marks/mark.js';

type State = Schemas['LostWrite']['state'];

/** The states of lost writes as words. */
export const LOST_STATES: Readonly<Record<State, string>> = {
  open: 'Open',
  recovered: 'Recovered',
  acknowledged: 'Acknowledged',
  superseded: 'Edited since',
};

const LOOKS: Readonly<Record<State, readonly [IconName, Tone]>> = {
  open: ['warning', 'warning'],
  recovered: ['ok', 'ok'],
  acknowledged: ['ok', 'quiet'],
  superseded: ['differs', 'quiet'],
};

/** If somebody has dealt with a lost write. */
export const LostState = ({ state }: Readonly<{ state: State }>): ReactNode => {
  const [icon, tone] = LOOKS[state];
  return (
    <Mark icon={icon} tone={tone}>
      {LOST_STATES[state]}
    </Mark>
  );
};
