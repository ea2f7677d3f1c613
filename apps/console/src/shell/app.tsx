import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';

import { keepFresh } from '../api/live.js';
import { newQueries } from '../api/queries.js';
import { router } from './routes.js';

const queries = newQueries();

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
