import { type ReactNode } from 'react';

import styles from './line-select.module.css';

type Props<Value extends string> = Readonly<{
  label: string;
  /** True where a heading beside it says the same. */
  isLabelHidden?: boolean;
  value: Value;
  choices: readonly Readonly<{ value: Value; text: string }>[];
  onChange: (value: Value) => void;
}>;

/** A choice within a line, of which exactly one holds. */
export const LineSelect = <Value extends string>(props: Props<Value>): ReactNode => {
  const { label, isLabelHidden = false, value, choices, onChange } = props;
  return (
    <label className={styles.choice}>
      {isLabelHidden ? null : label}
      <select
        aria-label={isLabelHidden ? label : undefined}
        value={value}
        onChange={({ target }) => {
          const chosen = choices.find((choice) => choice.value === target.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.text}
          </option>
        ))}
      </select>
    </label>
  );
};
