import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRouter, RouterProvider } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';

import { keepFresh } from '../api/live.js';
import { newQueries } from '../api/queries.js';
import { Busy } from '../ui/windows/note.js';
import { PageFailure } from './failures.js';
import { routeTree } from './routes.js';
import { parseSearch, stringifySearch } from './search.js';

const queries = newQueries();

const router = createRouter({
  routeTree,
  context: { queries },
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

/** The whole console. The policy of its pages allows no style elements, so that none is made. */
export const App = (): ReactNode => {
  useEffect(() => keepFresh(queries), []);
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </CSPProvider>
  );
};
