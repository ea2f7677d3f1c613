import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { type Schemas } from '../../../api/client.js';
import { DifferenceList } from '../../../comparing/difference-list.js';
import { useAt } from '../../../moment/use-at.js';
import { shortInstant } from '../../../ui/text/instant.js';
import { LineSelect } from '../../../ui/fields/line-select.js';
import { usePreferences } from '../../../ui/preferences.js';
import { nameText } from '../../../ui/text/value-text.js';
import styles from '../backups.module.css';
import { useBackups } from '../use-backups.js';
import { otherSideIn, type BackupSide, type OtherSide } from './other-side.js';

type Backup = Schemas['BackupWithManifest'];
type Props = Readonly<{ backup: Backup; other: string | undefined }>;

/** The differences between a backup and another side, which is chosen here. */
export const Comparison = ({ backup, other }: Props): ReactNode => {
  const page = useAt();
  const backups = useSides();
  const side = otherSideIn(other, { page, backups });
  return (
    <section aria-labelledby="comparison" className={styles.part}>
      <div className={styles.partHead}>
        <h2 id="comparison">Compared with</h2>
        <SideChoice
          other={other}
          nodes={backup.manifest.nodes.map(({ name }) => name)}
          backups={backups.filter(({ id }) => id !== backup.id)}
        />
      </div>
      {side === undefined ? null : <Differences backup={backup} side={side} />}
    </section>
  );
};

/** The newest backups as sides. */
const useSides = (): readonly BackupSide[] => {
  const { clock } = usePreferences();
  const { data } = useBackups();
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return items.map(({ id, name, takenAt, cut }) => ({
    id,
    text: name ?? `backup of ${shortInstant(new Date(takenAt), clock, new Date())}`,
    position: cut.position,
  }));
};

type ChoiceProps = Readonly<{
  other: string | undefined;
  nodes: readonly string[];
  backups: readonly BackupSide[];
}>;

const SideChoice = ({ other, nodes, backups }: ChoiceProps): ReactNode => {
  const navigate = useNavigate();
  const moment = useAt().at === undefined ? 'now' : 'at the moment of the page';
  return (
    <LineSelect
      label="The other side"
      isLabelHidden
      value={other ?? ''}
      choices={[
        { value: '', text: 'nothing' },
        { value: 'now', text: `the cluster ${moment}` },
        ...nodes.map((name) => ({ value: `node:${name}`, text: `${name} ${moment}` })),
        ...backups.map(({ id, text }) => ({ value: `backup:${id}`, text })),
      ]}
      onChange={(chosen) => {
        const side = chosen === '' ? undefined : chosen;
        void navigate({ to: '.', search: (all) => ({ ...all, with: side }), resetScroll: false });
      }}
    />
  );
};

type DifferencesProps = Readonly<{ backup: Backup; side: OtherSide }>;

const Differences = ({ backup, side }: DifferencesProps): ReactNode => (
  <DifferenceList
    query={{ left: `backup:${backup.id}`, right: side.name }}
    heads={[backup.name ?? 'the backup', side.text]}
    isHex={false}
    isExported={side.node !== undefined}
    linkTo={({ node = side.node, key, name }) => (
      <Link
        to="/registry"
        search={{
          ...side.at,
          ...{ node, key },
          ...(name === '' ? { default: 'true' } : { value: name ?? undefined }),
        }}
      >
        {nameText(name)}
      </Link>
    )}
  />
);
