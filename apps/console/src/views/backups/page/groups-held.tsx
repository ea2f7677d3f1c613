import { type ReactNode } from 'react';

import styles from '../backups.module.css';
import { RestoreButton } from '../restoring/restore-button.js';
import { NO_PART, type PartKind } from '../restoring/restored-part.js';
import { type Held } from './held.js';

type Manifest = Held['backup']['manifest'];
type Group = Manifest['groups'][number];
type Resource = Manifest['resources'][number];
type Checkpoint = NonNullable<Resource['open']>['checkpoints'][number];

/** The groups of a backup with their resources and checkpoints. */
export const GroupsHeld = ({ backup, isPresent }: Held): ReactNode => (
  <ul className={styles.held} aria-label="Groups of the backup">
    {backup.manifest.groups.map((group) => (
      <GroupHeld key={group.id} {...{ group, backup, isPresent }} />
    ))}
  </ul>
);

const GroupHeld = ({ group, ...held }: Held & Readonly<{ group: Group }>): ReactNode => {
  const { nodes, resources } = held.backup.manifest;
  const owner = nodes.find(({ id }) => id === group.open?.owner)?.name;
  return (
    <li>
      <div className={styles.heldLine}>
        <strong className={styles.heldName}>{group.name}</strong>
        <span className={styles.muted}>group{owner === undefined ? '' : ` on ${owner}`}</span>
        <Restore {...held} kind="group" thing={group} />
      </div>
      <ul className={styles.inner}>
        {resources
          .filter(({ open }) => open?.group === group.id)
          .map((resource) => (
            <ResourceHeld key={resource.id} {...held} resource={resource} />
          ))}
      </ul>
    </li>
  );
};

const ResourceHeld = ({
  resource,
  ...held
}: Held & Readonly<{ resource: Resource }>): ReactNode => {
  const { name, type, open } = resource;
  return (
    <li>
      <div className={styles.heldLine}>
        <span className={styles.heldName}>{name}</span>
        <span className={styles.muted}>
          {type}, {open?.state ?? 'not yet open'}
        </span>
        <Restore {...held} kind="resource" thing={resource} />
      </div>
      <ul className={styles.inner}>
        {open?.checkpoints.map((checkpoint) => (
          <CheckpointHeld key={checkpoint.id} {...held} checkpoint={checkpoint} />
        ))}
      </ul>
    </li>
  );
};

const CheckpointHeld = ({
  checkpoint,
  ...held
}: Held & Readonly<{ checkpoint: Checkpoint }>): ReactNode => {
  const { id, key, view, captures } = checkpoint;
  return (
    <li className={styles.heldLine}>
      <code className={styles.heldKey}>{key}</code>
      <span className={styles.muted}>
        {view === '32-bit' ? '32-bit view, ' : ''}
        {captures === 0 ? 'no capture' : `capture ${captures}`}
      </span>
      <Restore {...held} kind="checkpoint" thing={{ id, name: key }} />
    </li>
  );
};

type RestoreProps = Held &
  Readonly<{ kind: PartKind; thing: Readonly<{ id: string; name: string }> }>;

const Restore = ({ backup, isPresent, kind, thing }: RestoreProps): ReactNode =>
  isPresent ? (
    <RestoreButton
      backup={backup}
      part={{ ...NO_PART, kind, thing: thing.id }}
      label={`Restore the ${kind} ${thing.name}…`}
    />
  ) : null;
