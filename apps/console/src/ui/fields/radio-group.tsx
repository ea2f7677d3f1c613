import { useId, type ReactNode } from 'react';

import styles from './radio-group.module.css';

/** A choice; `hint` says what it means. */
export type RadioChoice<Value extends string> = Readonly<{
  value: Value;
  text: string;
  hint?: ReactNode;
  isDisabled?: boolean;
}>;

type Props<Value extends string> = Readonly<{
  label: string;
  choices: readonly RadioChoice<Value>[];
  /** Undefined while nothing is chosen. */
  value: Value | undefined;
  onChange: (value: Value) => void;
}>;

/** Choices of which at most one holds, all in sight. */
export const RadioGroup = <Value extends string>(props: Props<Value>): ReactNode => {
  const { label, choices, value: chosen, onChange } = props;
  const name = useId();
  return (
    <fieldset className={styles.options}>
      <legend>{label}</legend>
      {choices.map(({ value, text, hint, isDisabled }) => (
        <label key={value} className={styles.option}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={chosen === value}
            disabled={isDisabled}
            onChange={() => {
              onChange(value);
            }}
          />
          <span>{text}</span>
          {hint === undefined ? null : <small>{hint}</small>}
        </label>
      ))}
    </fieldset>
  );
};
