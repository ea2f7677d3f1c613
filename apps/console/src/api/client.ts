import createFetchClient from 'openapi-fetch';
import createClient from 'openapi-react-query';

import { watchedFetch } from './connection.js';
// The generated file has types alone, and a build runs before it is made.
import type { components, paths } from './schema.generated.js';

/** The shapes of the API's answers and bodies, by their names in the OpenAPI document. */
export type Schemas = components['schemas'];

const fetchClient = createFetchClient<paths>({
  baseUrl: '',
  fetch: (request) => watchedFetch(request),
});

/** Questions to the API as hooks of TanStack Query; every one that has `at` is given the moment. */
export const api = createClient(fetchClient);
