import { type ReactNode } from 'react';

import { Field } from './field.js';

type Props = Readonly<{
  label: string;
  hint?: string;
  /** The fault of the text; undefined without one. */
  fault?: string | undefined;
  value: string;
  onChange: (value: string) => void;
  maxLength?: number;
  isRequired?: boolean;
  /** True for the field of a window that has the focus first. */
  isFirst?: boolean;
}>;

/** A line of text that no dictionary has a say in. */
export const TextField = (props: Props): ReactNode => {
  const { label, hint, fault, value, onChange, maxLength, isRequired, isFirst } = props;
  return (
    <Field {...{ label, hint, fault }}>
      {(control) => (
        <input
          {...control}
          data-first={isFirst === true ? '' : undefined}
          value={value}
          maxLength={maxLength}
          required={isRequired}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => {
            onChange(target.value);
          }}
        />
      )}
    </Field>
  );
};
