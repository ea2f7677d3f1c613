import { type ReactNode } from 'react';

import { Field } from './field.js';

type Props<Value extends string> = Readonly<{
  label: string;
  choices: readonly Readonly<{ value: Value; text: string }>[];
  /** Empty while nothing is chosen. */
  value: Value | '';
  onChange: (value: Value | '') => void;
  /** True for the field of a window that has the focus first. */
  isFirst?: boolean;
}>;

/** A field with a list of choices, of which none is chosen by default. */
export const SelectField = <Value extends string>(props: Props<Value>): ReactNode => {
  const { label, choices, value, onChange, isFirst } = props;
  return (
    <Field label={label}>
      {(control) => (
        <select
          {...control}
          data-first={isFirst === true ? '' : undefined}
          value={value}
          onChange={({ target }) => {
            onChange(choices.find((choice) => choice.value === target.value)?.value ?? '');
          }}
        >
          <option value="">choose…</option>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
};
