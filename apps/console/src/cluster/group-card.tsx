import { type ReactNode } from 'react';

import { type Schemas } from '../api/client.js';
import { Mark } from '../ui/marks/mark.js';
import { ThingState } from '../ui/marks/thing-state.js';
import { DriftChips, HazardChip } from './drift-chips.js';
import { Since } from './since.js';
import { GroupMenu, ResourceMenu } from './thing-menus.js';
import styles from './nodes.module.css';

type Group = Schemas['GroupSeen'];
type Resource = Schemas['ResourceSeen'];

type Props = Readonly<{
  group: Group;
  resources: readonly Resource[];
  isPresent: boolean;
  isUnfolded: boolean;
}>;

/** A group with its resources. */
export const GroupCard = ({ group, resources, isPresent, isUnfolded }: Props): ReactNode => (
  <article id={group.id} tabIndex={-1} className={styles.group} aria-label={`Group ${group.name}`}>
    <div className={styles.groupHead}>
      <h4 className={styles.groupName}>{group.name}</h4>
      <ThingState state={group.state} />
      <Since
        fact={{
          text: `${group.name} is ${group.state}`,
          when: { state: { group: group.name, is: group.state } },
        }}
      />
      <Since
        fact={{
          text: `${group.name} is on ${group.owner}`,
          when: { owner: { group: group.name, is: group.owner } },
        }}
      />
      {group.operation === null ? null : (
        <Mark icon="pending" tone="accent">
          Operation under way
        </Mark>
      )}
      {isPresent ? <GroupMenu group={group} /> : null}
    </div>
    {isUnfolded ? (
      <Resources {...{ resources, isPresent }} />
    ) : (
      <details className={styles.fold}>
        <summary>
          {resources.length} resource{resources.length === 1 ? '' : 's'}
        </summary>
        <Resources {...{ resources, isPresent }} />
      </details>
    )}
  </article>
);

type ResourcesProps = Pick<Props, 'resources' | 'isPresent'>;

const Resources = ({ resources, isPresent }: ResourcesProps): ReactNode =>
  resources.length === 0 ? null : (
    <ul className={styles.resources}>
      {resources.map((resource) => (
        <li key={resource.id} id={resource.id} tabIndex={-1} className={styles.resource}>
          <span className={styles.resourceName}>{resource.name}</span>
          <span className={styles.type}>{resource.type}</span>
          <ThingState state={resource.state} />
          <Since
            fact={{
              text: `${resource.name} is ${resource.state}`,
              when: { state: { resource: resource.name, is: resource.state } },
            }}
          />
          <HazardChip hazards={resource.hazards} />
          <DriftChips drift={resource.drift} />
          {isPresent ? <ResourceMenu resource={resource} /> : null}
        </li>
      ))}
    </ul>
  );
