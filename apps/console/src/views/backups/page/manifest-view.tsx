import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { CopyButton } from '../../../ui/controls/copy-button.js';
import styles from '../backups.module.css';
import { RestoreButton } from '../restoring/restore-button.js';
import { NO_PART } from '../restoring/restored-part.js';
import { GroupsHeld } from './groups-held.js';
import { type Held } from './held.js';

type Node = Held['backup']['manifest']['nodes'][number];

const SHORT_HASH = 16;

/** The content of a backup: its nodes with the hashes of their registries, groups and resources. */
export const ManifestView = ({ backup, isPresent }: Held): ReactNode => {
  const { nodes, groups, resources } = backup.manifest;
  const checkpoints = resources.flatMap(({ open }) => open?.checkpoints ?? []);
  return (
    <section aria-labelledby="held" className={styles.part}>
      <h2 id="held">What it holds</h2>
      <p className={styles.muted}>
        {[
          counted(nodes.length, 'node'),
          counted(groups.length, 'group'),
          counted(resources.length, 'resource'),
          counted(checkpoints.length, 'checkpoint'),
        ].join(', ')}
      </p>
      <ul className={styles.held} aria-label="Nodes of the backup">
        {nodes.map((node) => (
          <NodeHeld key={node.id} {...{ node, backup, isPresent }} />
        ))}
      </ul>
      <GroupsHeld {...{ backup, isPresent }} />
    </section>
  );
};

const counted = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;

const NodeHeld = ({ node, backup, isPresent }: Held & Readonly<{ node: Node }>): ReactNode => {
  const { id, name, state, hash } = node;
  const { position } = backup.cut;
  return (
    <li className={styles.heldLine}>
      <span className={styles.heldName}>
        {position === null ? (
          name
        ) : (
          <Link to="/registry" search={{ node: name, at: position }} title="Its registry then">
            {name}
          </Link>
        )}
      </span>
      <span className={styles.muted}>{state ?? 'not yet open'}</span>
      {hash === null ? null : (
        <span className={styles.heldHash}>
          registry <code title={hash}>{hash.slice(0, SHORT_HASH)}…</code>
          <CopyButton label={`Copy the hash of ${name}`} icon="copy" text={() => hash} />
        </span>
      )}
      {isPresent ? (
        <RestoreButton
          backup={backup}
          part={{ ...NO_PART, kind: 'node', thing: id }}
          label={`Restore the registry of ${name}…`}
        />
      ) : null}
    </li>
  );
};
