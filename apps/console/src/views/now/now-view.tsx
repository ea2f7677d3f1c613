import { type ReactNode } from 'react';

import { api, type Schemas } from '../../api/client.js';
import { useAt } from '../../moment/use-at.js';
import { Answer, Note } from '../../ui/windows/note.js';
import { Attention } from './attention.js';
import { DriftSection } from './drift-section.js';
import { HazardSection } from './hazard-section.js';
import { Nodes } from '../../cluster/nodes.js';
import styles from './now.module.css';
import { summaryOf } from '../../cluster/summary.js';

/** The whole cluster at a glance: what needs somebody first, then who runs what. */
export const NowView = (): ReactNode => {
  const at = useAt();
  const overview = api.useQuery('get', '/v1/overview', { params: { query: at } });
  const isPresent = at.at === undefined;
  return (
    <>
      <div>
        <h1>{isPresent ? 'Now' : 'The cluster as it was'}</h1>
        <p className={styles.summary}>
          {overview.data === undefined ? 'Loading…' : summaryOf(overview.data)}
        </p>
      </div>
      {isPresent ? <Attention /> : null}
      <Answer query={overview}>
        {(cluster) => <ClusterSections cluster={cluster} isPresent={isPresent} />}
      </Answer>
    </>
  );
};

type SectionsProps = Readonly<{ cluster: Schemas['Overview']; isPresent: boolean }>;

const ClusterSections = ({ cluster, isPresent }: SectionsProps): ReactNode => {
  if (cluster.nodes.length === 0) return <Empty isPresent={isPresent} />;
  return (
    <>
      {cluster.more ? (
        <Note tone="warning">
          <p>The cluster has more groups, resources or hazards than one page shows.</p>
        </Note>
      ) : null}
      <Nodes cluster={cluster} isPresent={isPresent} />
      <HazardSection hazards={cluster.hazards} unchecked={cluster.unchecked} />
      <DriftSection />
    </>
  );
};

const Empty = ({ isPresent }: Readonly<{ isPresent: boolean }>): ReactNode => (
  <Note tone="plain">
    <p>
      {isPresent ? (
        <>
          The cluster has no node yet. The README shows how to add the first one with{' '}
          <code>curl</code>, and <a href="/docs">the description of the API</a> has every request.
        </>
      ) : (
        'The cluster had no node yet.'
      )}
    </p>
  </Note>
);
