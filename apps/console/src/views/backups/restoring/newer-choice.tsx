import { type ReactNode } from 'react';

import { RadioGroup } from '../../../ui/fields/radio-group.js';

export type Newer = 'remove' | 'keep';

const CHOICES = [
  { value: 'keep', text: 'Keep them', hint: 'Nothing is removed that came after the backup.' },
  { value: 'remove', text: 'Remove them', hint: 'Afterwards it is as it was in the backup.' },
] as const;

type Props = Readonly<{ newer: Newer | undefined; setNewer: (newer: Newer) => void }>;

/** Asks what happens to things that are newer than the backup. Nothing is chosen by default. */
export const NewerChoice = ({ newer, setNewer }: Props): ReactNode => (
  <RadioGroup
    label="Things that the backup does not have"
    choices={CHOICES}
    value={newer}
    onChange={setNewer}
  />
);
