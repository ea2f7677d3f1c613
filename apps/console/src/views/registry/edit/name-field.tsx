import { type ReactNode } from 'react';

import { Field } from '../../../ui/fields/field.js';

type Props = Readonly<{ hint: string; name: string; setName: (name: string) => void }>;

/** Asks for the name of a key or a value. */
export const NameField = ({ hint, name, setName }: Props): ReactNode => (
  <Field label="Name" hint={hint}>
    {(control) => (
      <input
        {...control}
        data-first
        value={name}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => {
          setName(target.value);
        }}
      />
    )}
  </Field>
);
