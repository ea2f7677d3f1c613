import { type UseQueryResult } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { api, type Schemas } from '../../../api/client.js';
import { Since, type Fact } from '../../../cluster/since.js';
import { useAt } from '../../../moment/use-at.js';
import { Field } from '../../../ui/fields/field.js';
import { Answer } from '../../../ui/windows/note.js';
import { nameText, sideText } from '../../../ui/text/value-text.js';
import { Table, WIDE } from '../../../ui/text/table.js';
import { SideView } from '../../../ui/text/side.js';
import styles from './since.module.css';

const MOST_KEYS = 1000;

type Props = Readonly<{ nodes: readonly string[] }>;

/** The values of a checkpointed key on a node at the cursor, each with since when. */
export const SinceValue = ({ nodes }: Props): ReactNode => {
  const query = { ...useAt(), limit: MOST_KEYS };
  const checkpoints = api.useQuery('get', '/v1/checkpoints', { params: { query } });
  return (
    <Answer query={checkpoints}>
      {({ items }) => {
        const ofRegistry = items.filter(({ kind }) => kind === 'registry');
        const keys = [...new Set(ofRegistry.map(({ effectiveKey }) => effectiveKey))];
        return keys.length === 0 || nodes.length === 0 ? (
          <p>No key has a checkpoint at the cursor.</p>
        ) : (
          <Chosen nodes={nodes} keys={keys} />
        );
      }}
    </Answer>
  );
};

const Chosen = ({ nodes, keys }: Props & Readonly<{ keys: readonly string[] }>): ReactNode => {
  const [node = '', setNode] = useState(nodes[0]);
  const [key = '', setKey] = useState(keys[0]);
  return (
    <>
      <div className={styles.choices}>
        <Choice label="Node" choices={nodes} value={node} onChange={setNode} />
        <Choice label="Key" choices={keys} value={key} onChange={setKey} />
      </div>
      <Values node={node} place={key} />
    </>
  );
};

type ChoiceProps = Readonly<{
  label: string;
  choices: readonly string[];
  value: string;
  onChange: (choice: string) => void;
}>;

const Choice = ({ label, choices, value, onChange }: ChoiceProps): ReactNode => (
  <Field label={label}>
    {(control) => (
      <select
        {...control}
        value={value}
        onChange={({ target }) => {
          onChange(target.value);
        }}
      >
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    )}
  </Field>
);

type ValuesProps = Readonly<{ node: string; place: string }>;

const Values = ({ node, place }: ValuesProps): ReactNode => {
  const asked = api.useQuery('get', '/v1/nodes/{node}/registry', {
    params: { path: { node }, query: { ...useAt(), key: place } },
  }) as UseQueryResult<Schemas['RegistryView'], Schemas['Problem']>;
  return (
    <Answer query={asked}>
      {({ values }) =>
        values.length === 0 ? (
          <p>The key has no value on {node} at the cursor.</p>
        ) : (
          <Table label="Values" columns={['Value', 'Content', 'Since when']}>
            {values.map(({ name, value }) => (
              <tr key={name}>
                <th scope="row">{nameText(name)}</th>
                <td className={WIDE}>
                  <SideView side={value} />
                </td>
                <td>
                  <Since fact={valueFact({ node, place, name, value })} />
                </td>
              </tr>
            ))}
          </Table>
        )
      }
    </Answer>
  );
};

type Valued = ValuesProps & Readonly<{ name: string; value: Schemas['RegistryValue'] }>;

const valueFact = ({ node, place, name, value }: Valued): Fact => ({
  text: `${nameText(name)} on ${node} is ${sideText(value)}`,
  when: { value: { node, key: place, name, is: value } },
});
