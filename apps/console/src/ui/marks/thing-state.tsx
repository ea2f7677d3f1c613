import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { type IconName } from './icon.js';
import { Mark, type Tone } from './mark.js';

type State =
  Schemas['NodeSeen']['state'] | Schemas['GroupSeen']['state'] | Schemas['ResourceSeen']['state'];

type Look = readonly [icon: IconName, tone: Tone, text: string];

const LOOKS: Readonly<Record<State, Look>> = {
  Up: ['online', 'ok', 'Up'],
  Down: ['offline', 'critical', 'Down'],
  Paused: ['paused', 'warning', 'Paused'],
  Online: ['online', 'ok', 'Online'],
  PartialOnline: ['partial', 'warning', 'Partly online'],
  Offline: ['offline', 'quiet', 'Offline'],
  Failed: ['failed', 'critical', 'Failed'],
  Pending: ['pending', 'warning', 'Pending'],
  OnlinePending: ['pending', 'warning', 'Coming online'],
  OfflinePending: ['pending', 'warning', 'Going offline'],
  Initializing: ['pending', 'quiet', 'Initializing'],
};

type Props = Readonly<{ state: State; isCrashed?: boolean }>;

/** The state of a node, a group or a resource. */
export const ThingState = ({ state, isCrashed = false }: Props): ReactNode => {
  const [icon, tone, text] = LOOKS[state];
  return (
    <Mark icon={icon} tone={tone}>
      {isCrashed ? 'Crashed' : text}
    </Mark>
  );
};
