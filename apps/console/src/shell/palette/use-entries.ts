import { useNavigate, type UseNavigateResult } from '@tanstack/react-router';

import { api, type Schemas } from '../../api/client.js';
import { useAt } from '../../moment/use-at.js';
import { type IconName } from '../../ui/marks/icon.js';
import { usePreferences } from '../../ui/preferences.js';
import { operationTitle } from '../../ui/text/step-text.js';
import { VIEWS } from '../views.js';
import { bestOf } from './match.js';
import { meantBy, type Meant } from './typed.js';

/** Something that can be found, and the way to it. */
export type Entry = Readonly<{
  id: string;
  kind: string;
  icon: IconName;
  text: string;
  detail?: string;
  /** When it began. */
  at?: string;
  go: () => void;
}>;

type Go = UseNavigateResult<string>;

const [MOST_KEYS, MOST_OPERATIONS, MOST_TAGS, MOST_FOUND] = [1000, 200, 1000, 40];

/** Everything that fits a typed text: what the text is by its form, and then what has it in its name. */
export const useEntries = (typed: string): readonly Entry[] => {
  const go = useNavigate();
  const at = useAt();
  const { clock } = usePreferences();
  const overview = api.useQuery('get', '/v1/overview', { params: { query: at } });
  const checkpoints = api.useQuery('get', '/v1/checkpoints', {
    params: { query: { ...at, limit: MOST_KEYS } },
  });
  const operations = api.useQuery('get', '/v1/operations', {
    params: { query: { ...at, limit: MOST_OPERATIONS } },
  });
  const tags = api.useQuery('get', '/v1/tags', { params: { query: { limit: MOST_TAGS } } });
  const meant = meantEntries(meantBy(typed, clock, new Date()), go);
  const named = [
    ...viewEntries(go),
    ...thingEntries(overview.data, go),
    ...(tags.data?.items ?? []).map((tag) => tagEntry(tag, go)),
    ...keyEntries(checkpoints.data?.items ?? [], go),
    ...(operations.data?.items ?? []).map((operation) => operationEntry(operation, go)),
    ...laterEntries(typed, { cluster: overview.data, keys: checkpoints.data?.items }, go),
  ];
  return [...meant, ...bestOf(named, typed, MOST_FOUND)];
};

type Found = Readonly<{
  cluster: Schemas['Overview'] | undefined;
  keys: readonly Schemas['ListedCheckpoint'][] | undefined;
}>;

/** The ways to events, which would crowd out the rest before anything is typed. */
const laterEntries = (typed: string, { cluster, keys = [] }: Found, go: Go): readonly Entry[] =>
  typed.trim() === '' ? [] : [...eventEntries(cluster, go), ...keyEventEntries(keys, go)];

const meantEntries = ({ at, key, operation }: Meant, go: Go): readonly Entry[] => [
  ...(at === undefined
    ? []
    : [
        {
          id: `moment ${at}`,
          kind: 'Moment',
          icon: 'clock' as const,
          text: /^\d+$/.test(at) ? `Position ${at}` : at,
          go: () => void go({ to: '.', search: (search) => ({ ...search, at }) }),
        },
      ]),
  ...(key === undefined ? [] : [keyEntry(key, undefined, go)]),
  ...(operation === undefined
    ? []
    : [
        {
          id: `operation ${operation}`,
          kind: 'Operation',
          icon: 'operations' as const,
          text: `Operation ${operation}`,
          go: () => void go({ to: '/operations/$id', params: { id: operation } }),
        },
      ]),
];

const viewEntries = (go: Go): readonly Entry[] =>
  VIEWS.map(({ to, icon, text }) => ({
    id: `view ${to}`,
    kind: 'View',
    icon,
    text,
    go: () => void go({ to }),
  }));

type Thing = Readonly<{ kind: 'node' | 'group' | 'resource'; id: string; name: string }>;

const thingsOf = (cluster: Schemas['Overview'] | undefined): readonly Thing[] => [
  ...(cluster?.nodes ?? []).map((thing) => ({ ...thing, kind: 'node' as const })),
  ...(cluster?.groups ?? []).map((thing) => ({ ...thing, kind: 'group' as const })),
  ...(cluster?.resources ?? []).map((thing) => ({ ...thing, kind: 'resource' as const })),
];

const thingEntries = (cluster: Schemas['Overview'] | undefined, go: Go): readonly Entry[] =>
  thingsOf(cluster).map(({ kind, id, name }) => ({
    id,
    kind: `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`,
    icon: 'now',
    text: name,
    go: () => void go({ to: '/', hash: id }),
  }));

const eventEntries = (cluster: Schemas['Overview'] | undefined, go: Go): readonly Entry[] =>
  thingsOf(cluster).map(({ kind, id, name }) => ({
    id: `events ${id}`,
    kind: 'Events',
    icon: 'events',
    text: `${name}: its events`,
    go: () => void go({ to: '/events', search: (all) => ({ at: all.at, [kind]: name }) }),
  }));

const tagEntry = ({ name, position }: Schemas['Tag'], go: Go): Entry => ({
  id: `tag ${name}`,
  kind: 'Tag',
  icon: 'clock',
  text: name,
  detail: `position ${position}`,
  go: () => void go({ to: '.', search: (search) => ({ ...search, at: name }) }),
});

/** Each checkpointed key of the registry once, by its physical path. */
const keyEntries = (
  checkpoints: readonly Schemas['ListedCheckpoint'][],
  go: Go,
): readonly Entry[] => {
  const ofRegistry = checkpoints.filter(({ kind }) => kind === 'registry');
  return [...Map.groupBy(ofRegistry, ({ effectiveKey }) => effectiveKey)].map(([key, [first]]) =>
    keyEntry(key, first?.resource ?? undefined, go),
  );
};

/** The ways to the events of the checkpointed keys, which name no resource. */
const keyEventEntries = (
  checkpoints: readonly Schemas['ListedCheckpoint'][],
  go: Go,
): readonly Entry[] => {
  const ofRegistry = checkpoints.filter(({ kind }) => kind === 'registry');
  return [...new Set(ofRegistry.map(({ effectiveKey }) => effectiveKey))].map((key) => ({
    id: `events ${key}`,
    kind: 'Events',
    icon: 'events',
    text: `${key}: its events`,
    go: () => void go({ to: '/events', search: (all) => ({ at: all.at, key }) }),
  }));
};

const keyEntry = (key: string, resource: string | undefined, go: Go): Entry => ({
  id: `key ${key}`,
  kind: 'Key',
  icon: 'registry',
  text: key,
  ...(resource !== undefined && { detail: `a checkpoint of ${resource}` }),
  go: () => void go({ to: '/registry', search: (all) => ({ at: all.at, key }) }),
});

const operationEntry = (operation: Schemas['Operation'], go: Go): Entry => ({
  id: operation.id,
  kind: 'Operation',
  icon: 'operations',
  text: operationTitle(operation),
  at: operation.startedAt,
  go: () => void go({ to: '/operations/$id', params: { id: operation.id } }),
});
