import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';

import { api, type Schemas } from '../../../api/client.js';
import { historyOf } from '../lanes/build-history.js';
import { type History } from '../lanes/history.js';
import { withMarks } from '../lanes/with-marks.js';
import { type Edges } from '../timeline-search.js';
import { clusterMarks } from './cluster-marks.js';
import { metaOf, useLanes, type Answered } from './lane-questions.js';

const MOST = 1000;

/** The types of events that concern the cluster as a whole. */
const CLUSTER_TYPES = ['BackupTaken', 'BackupRestored', 'BackupFailed'] as const;

/** The timeline of a range, or why it is not there. */
export type Asked = Readonly<{
  data: History | undefined;
  error: unknown;
  refetch: () => Promise<unknown>;
  /** True if there are more lost writes than are shown. */
  isPartial: boolean;
}>;

type Options = Readonly<{ edges: Edges; lanes: 'nodes' | 'groups'; isLive: boolean }>;

/**
 * Asks for everything that a timeline shows. While it is live, events of the log make it be asked
 * again; else it stays as it was, and nothing moves under the reader.
 */
export const useHistory = ({ edges, lanes, isLive }: Options): Asked => {
  const { nodes, groups, lost } = useAnswers(edges, isLive);
  const tags = api.useQuery('get', '/v1/tags', { params: { query: { limit: MOST } } });
  const cluster = useClusterEvents(edges, isLive);
  const history = useMemo(() => {
    if (nodes.data === undefined || groups.data === undefined) return undefined;
    return historyOf({ nodes: nodes.data, groups: groups.data }, lanes);
  }, [nodes.data, groups.data, lanes]);
  const marked = useMemo(() => {
    const more = {
      lost: lost.data?.items ?? [],
      clusterEvents: clusterMarks(cluster),
      tags: tags.data?.items ?? [],
    };
    return history && withMarks(history, more);
  }, [history, lost.data, tags.data, cluster]);
  return {
    data: marked,
    error: nodes.error ?? groups.error ?? lost.error,
    refetch: () => Promise.all([nodes.refetch(), groups.refetch(), lost.refetch()]),
    isPartial: (lost.data?.next ?? null) !== null,
  };
};

type Answers = Readonly<{
  nodes: Answered<Schemas['Timeline']>;
  groups: Answered<Schemas['Timeline']>;
  lost: Answered<Readonly<{ items: Schemas['LostWrite'][]; next: string | null }>>;
}>;

const useAnswers = (edges: Edges, isLive: boolean): Answers => {
  const nodes = useLanes({ edges, isLive, lanes: 'nodes' });
  const groups = useLanes({ edges, isLive, lanes: 'groups' });
  const lost = api.useQuery(
    'get',
    '/v1/lost-writes',
    { params: { query: { ...edges, limit: MOST } } },
    // The lanes come first: without them there is no picture.
    { ...metaOf(isLive), enabled: nodes.data !== undefined && groups.data !== undefined },
  );
  return { nodes, groups, lost };
};

/** The events of the cluster as a whole. */
const useClusterEvents = (edges: Edges, isLive: boolean): readonly Schemas['Event'][] =>
  useQueries({
    queries: CLUSTER_TYPES.map((type) =>
      api.queryOptions(
        'get',
        '/v1/events',
        { params: { query: { ...edges, type, limit: MOST } } },
        metaOf(isLive),
      ),
    ),
    combine: allItems,
  });

const allItems = (
  answers: readonly Readonly<{ data: Readonly<{ items: Schemas['Event'][] }> | undefined }>[],
): readonly Schemas['Event'][] => answers.flatMap(({ data }) => data?.items ?? []);
