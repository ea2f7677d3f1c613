import {
  createRootRoute,
  createRoute,
  createRouter,
  retainSearchParams,
} from '@tanstack/react-router';

import { type AtQuery } from '../moment/use-at.js';
import { searchText } from '../ui/search-text.js';
import { Busy } from '../ui/note.js';
import { NoSuchPage, PageFailure } from './failures.js';
import { parseSearch, stringifySearch } from './search.js';
import { Shell } from './shell.js';

/** Every page has the moment that it shows; links keep it. */
const root = createRootRoute({
  component: Shell,
  notFoundComponent: NoSuchPage,
  errorComponent: PageFailure,
  validateSearch: (search): AtQuery => searchText(search, 'at'),
  search: { middlewares: [retainSearchParams<AtQuery>(['at'])] },
});

const now = createRoute({ getParentRoute: () => root, path: '/' }).lazy(() =>
  import('../views/now/now.route.js').then(({ route }) => route),
);

const tree = root.addChildren([now]);

export const router = createRouter({
  routeTree: tree,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingComponent: Busy,
  defaultErrorComponent: PageFailure,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
