import { type ReactNode } from 'react';

import { Field } from '../ui/fields/field.js';

const MAX_REASON = 1000;

type Props = Readonly<{
  reason: string;
  setReason: (reason: string) => void;
  isNeeded: boolean;
}>;

/** Asks for the words of the operator. */
export const ReasonField = ({ reason, setReason, isNeeded }: Props): ReactNode => (
  <Field label={isNeeded ? 'Reason' : 'Reason (optional)'} hint="It stays in the history.">
    {(control) => (
      <input
        {...control}
        value={reason}
        maxLength={MAX_REASON}
        required={isNeeded}
        autoComplete="off"
        onChange={({ target }) => {
          setReason(target.value);
        }}
      />
    )}
  </Field>
);
