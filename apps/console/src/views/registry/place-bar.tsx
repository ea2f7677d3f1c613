import { useNavigate } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { type Place, type RegistrySearch } from './registry-search.js';
import styles from './registry.module.css';

const VIEWS = [
  ['64-bit', '64-bit'],
  ['32-bit', '32-bit'],
] as const;

const FORMS = [
  ['text', 'as text'],
  ['hex', 'as bytes'],
] as const;

type Props = Readonly<{ nodes: readonly string[]; place: Place; isHex: boolean }>;

/** Which node is looked at, in which view, and how contents are shown. */
export const PlaceBar = ({ nodes, place, isHex }: Props): ReactNode => {
  const navigate = useNavigate();
  const change = (part: RegistrySearch): void => {
    void navigate({ to: '.', search: (all) => ({ ...all, ...part }) });
  };
  const { node, view } = place;
  return (
    <>
      <Choice
        label="Node"
        value={node}
        // A node that is gone, or not yet there, still has to be shown as what was asked for.
        choices={[...new Set([...nodes, node])].map((name) => [name, name])}
        onChoose={(name) => {
          change({ node: name });
        }}
      />
      <Choice
        label="View"
        value={view}
        choices={VIEWS}
        onChoose={(chosen) => {
          change({ view: chosen === '32-bit' ? chosen : undefined });
        }}
      />
      <Choice
        label="Contents"
        value={isHex ? 'hex' : 'text'}
        choices={FORMS}
        onChoose={(chosen) => {
          change({ show: chosen === 'hex' ? chosen : undefined });
        }}
      />
    </>
  );
};

type ChoiceProps = Readonly<{
  label: string;
  value: string;
  choices: readonly (readonly [value: string, text: string])[];
  onChoose: (value: string) => void;
}>;

const Choice = ({ label, value, choices, onChoose }: ChoiceProps): ReactNode => (
  <label className={styles.choice}>
    {label}
    <select
      value={value}
      onChange={({ target }) => {
        onChoose(target.value);
      }}
    >
      {choices.map(([choice, text]) => (
        <option key={choice} value={choice}>
          {text}
        </option>
      ))}
    </select>
  </label>
);
