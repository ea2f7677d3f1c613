import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { Table, WIDE } from '../../ui/text/table.js';
import styles from './now.module.css';

type Hazard = Schemas['HazardSeen'];

const KINDS: Readonly<Record<Hazard['kind'], string>> = {
  clobber: 'Two writers of one key',
  nested: 'Key within a key',
  wow6432node: 'Key in Wow6432Node',
  'shared-key-twin': 'Shared key twice',
  'missing-key': 'Key missing on a node',
  'no-capture': 'Nothing captured yet',
  'default-provider': 'Default provider',
  'not-exportable': 'Key not exportable',
  'unrestored-base': 'Change on what was not restored',
  'captured-unrestored': 'Captured without a restore',
  'destination-held': 'Key held on a node',
};

type Props = Readonly<{ hazards: readonly Hazard[]; unchecked: readonly Hazard['kind'][] }>;

/** Lists the hazards of the checkpoints, and how to prevent them. */
export const HazardSection = ({ hazards, unchecked }: Props): ReactNode => (
  <section aria-labelledby="hazards" className={styles.section}>
    <h2 id="hazards">Hazards of checkpoints</h2>
    {hazards.length === 0 ? (
      <p>None.</p>
    ) : (
      <Table
        label="Hazards of checkpoints"
        columns={['Hazard', 'Checkpoint', 'What it means', 'Prevention']}
      >
        {hazards.map((hazard) => (
          <tr key={`${hazard.checkpoint}/${hazard.kind}/${hazard.detail}`}>
            <th scope="row">{KINDS[hazard.kind]}</th>
            <td className={WIDE}>
              {hazard.resource}
              <br />
              <code>{hazard.key}</code>
            </td>
            <td className={WIDE}>{hazard.detail}</td>
            <td className={WIDE}>{hazard.remedy}</td>
          </tr>
        ))}
      </Table>
    )}
    {unchecked.length === 0 ? null : (
      <p>
        The cluster is too large to look for: {unchecked.map((kind) => KINDS[kind]).join(', ')}.
      </p>
    )}
  </section>
);
