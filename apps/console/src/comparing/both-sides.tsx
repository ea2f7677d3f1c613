import { type ReactNode } from 'react';

import { type Schemas } from '../api/client.js';
import styles from './comparing.module.css';
import { lineOf } from './line.js';
import { textParts, type Part } from './text-parts.js';

type Value = Schemas['RegistryValue'];
type Props = Readonly<{
  left: Value | undefined;
  right: Value | undefined;
  isHex: boolean;
}>;

type Cells = Readonly<{ left: ReactNode; right: ReactNode }>;

/** The contents of both sides, with what differs in them marked. */
export const bothSides = ({ left, right, isHex }: Props): Cells => {
  const read = (value: Value): string => lineOf(value, isHex);
  if (left === undefined || right === undefined)
    return { left: only(left, read), right: only(right, read) };
  const parts = textParts(read(left), read(right));
  const isRetyped = left.type !== right.type;
  return {
    left: <Marked parts={parts.left} type={isRetyped ? left.type : undefined} />,
    right: <Marked parts={parts.right} type={isRetyped ? right.type : undefined} />,
  };
};

const only = (value: Value | undefined, read: (value: Value) => string): ReactNode =>
  value === undefined ? <span className={styles.none}>nothing</span> : <code>{read(value)}</code>;

type MarkedProps = Readonly<{ parts: readonly Part[]; type: string | undefined }>;

const Marked = ({ parts, type }: MarkedProps): ReactNode => (
  <>
    <code>
      {parts.map(({ text, isChanged }, index) =>
        isChanged ? (
          <mark key={index} className={styles.changed}>
            {text}
          </mark>
        ) : (
          <span key={index}>{text}</span>
        ),
      )}
    </code>
    {type === undefined ? null : <span className={styles.type}> {type}</span>}
  </>
);
