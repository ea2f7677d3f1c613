import { type ReactNode } from 'react';

import { type Schemas } from '../api/client.js';
import { Mark } from '../ui/marks/mark.js';
import { ThingState } from '../ui/marks/thing-state.js';
import { DriftChips } from './drift-chips.js';
import { GroupCard } from './group-card.js';
import { NodeMenu } from './node-menu.js';
import styles from './nodes.module.css';
import { Since } from './since.js';
import { useSoughtThing } from './use-sought-thing.js';

type Overview = Schemas['Overview'];

/** A cluster with more resources shows its groups folded up. */
const UNFOLDED = 200;

type Props = Readonly<{ cluster: Overview; isPresent: boolean }>;

/** The nodes as columns, with the groups that each owns. */
export const Nodes = ({ cluster, isPresent }: Props): ReactNode => {
  useSoughtThing();
  const groups = Map.groupBy(cluster.groups, ({ owner }) => owner);
  const resources = Map.groupBy(cluster.resources, ({ group }) => group);
  const isUnfolded = cluster.resources.length <= UNFOLDED;
  return (
    <section aria-labelledby="nodes" className={styles.section}>
      <h2 id="nodes">Nodes</h2>
      <ul className={styles.nodes}>
        {cluster.nodes.map((node) => (
          <li key={node.id} id={node.id} tabIndex={-1} className={styles.node}>
            <NodeHead node={node} isPresent={isPresent} />
            <ul className={styles.groups}>
              {(groups.get(node.name) ?? []).map((group) => (
                <li key={group.id}>
                  <GroupCard
                    group={group}
                    resources={resources.get(group.name) ?? []}
                    {...{ isPresent, isUnfolded }}
                  />
                </li>
              ))}
            </ul>
            {groups.has(node.name) ? null : <p className={styles.none}>owns no group</p>}
          </li>
        ))}
      </ul>
    </section>
  );
};

type HeadProps = Readonly<{ node: Overview['nodes'][number]; isPresent: boolean }>;

const NodeHead = ({ node, isPresent }: HeadProps): ReactNode => (
  <div className={styles.head}>
    <h3 className={styles.name}>{node.name}</h3>
    <ThingState state={node.state} isCrashed={node.crashed} />
    <Since
      fact={{
        text: `${node.name} is ${node.crashed ? 'Crashed' : node.state}`,
        when: { state: { node: node.name, is: node.state } },
      }}
    />
    <DrainState status={node.drainStatus} />
    <DriftChips drift={node.drift} />
    {isPresent ? <NodeMenu node={node} /> : null}
  </div>
);

type DrainProps = Readonly<{ status: Overview['nodes'][number]['drainStatus'] }>;

const DrainState = ({ status }: DrainProps): ReactNode => {
  if (status === 'NotInitiated') return null;
  if (status === 'Failed')
    return (
      <Mark icon="failed" tone="critical">
        Drain failed
      </Mark>
    );
  return (
    <Mark icon="pending" tone="quiet">
      {status === 'Completed' ? 'Drained' : 'Draining'}
    </Mark>
  );
};
