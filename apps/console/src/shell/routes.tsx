import { type QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  retainSearchParams,
} from '@tanstack/react-router';

import { type AtQuery } from '../moment/use-at.js';
import { searchText } from '../filtering/search-text.js';
import { BACKUP_SEARCH, type BackupSearch } from '../views/backups/backup-search.js';
import { EVENT_SEARCH, type EventSearch } from '../views/events/event-search.js';
import { LOST_SEARCH, type LostSearch } from '../views/lost-writes/lost-search.js';
import { OPERATION_FILTERS, type OperationSearch } from '../views/operations/operation-search.js';
import { REGISTRY_SEARCH, type RegistrySearch } from '../views/registry/registry-search.js';
import { askAhead } from '../views/timeline/questions/lane-questions.js';
import {
  edgesIn,
  isLiveIn,
  TIMELINE_SEARCH,
  type TimelineSearch,
} from '../views/timeline/timeline-search.js';
import { NoSuchPage, PageFailure } from './failures.js';
import { Shell } from './shell.js';

/** The context of the router: the answers at hand. */
type Context = Readonly<{ queries: QueryClient }>;

/** Every page has the moment that it shows; links keep it. */
const root = createRootRouteWithContext<Context>()({
  component: Shell,
  notFoundComponent: NoSuchPage,
  errorComponent: PageFailure,
  validateSearch: (search): AtQuery => searchText(search, 'at'),
  search: { middlewares: [retainSearchParams<AtQuery>(['at'])] },
});

const now = createRoute({ getParentRoute: () => root, path: '/' }).lazy(() =>
  import('../views/now/now.route.js').then(({ route }) => route),
);

const operations = createRoute({
  getParentRoute: () => root,
  path: '/operations',
  validateSearch: (search): OperationSearch => searchText(search, ...OPERATION_FILTERS),
}).lazy(() => import('../views/operations/operations.route.js').then(({ route }) => route));

const operation = createRoute({ getParentRoute: () => root, path: '/operations/$id' }).lazy(() =>
  import('../views/operation/operation.route.js').then(({ route }) => route),
);

const timeline = createRoute({
  getParentRoute: () => root,
  path: '/timeline',
  validateSearch: (search): TimelineSearch => searchText(search, ...TIMELINE_SEARCH),
  loaderDeps: ({ search }) => ({ edges: edgesIn(search), isLive: isLiveIn(search) }),
  loader: ({ context, deps }) => {
    askAhead(context.queries, deps);
  },
}).lazy(() => import('../views/timeline/timeline.route.js').then(({ route }) => route));

const events = createRoute({
  getParentRoute: () => root,
  path: '/events',
  validateSearch: (search): EventSearch => searchText(search, ...EVENT_SEARCH),
}).lazy(() => import('../views/events/events.route.js').then(({ route }) => route));

const registry = createRoute({
  getParentRoute: () => root,
  path: '/registry',
  validateSearch: (search): RegistrySearch => searchText(search, ...REGISTRY_SEARCH),
}).lazy(() => import('../views/registry/registry.route.js').then(({ route }) => route));

const lostWrites = createRoute({
  getParentRoute: () => root,
  path: '/lost-writes',
  validateSearch: (search): LostSearch => searchText(search, ...LOST_SEARCH),
}).lazy(() => import('../views/lost-writes/lost-writes.route.js').then(({ route }) => route));

const backups = createRoute({
  getParentRoute: () => root,
  path: '/backups',
  validateSearch: (search): BackupSearch => searchText(search, ...BACKUP_SEARCH),
}).lazy(() => import('../views/backups/backups.route.js').then(({ route }) => route));

/** All pages. */
export const routeTree = root.addChildren([
  ...([now, registry, operations, operation, timeline] as const),
  ...([lostWrites, events, backups] as const),
]);
