import { createLazyRoute } from '@tanstack/react-router';

import { OperationView } from './operation-view.js';

export const route = createLazyRoute('/operations/$id')({ component: OperationView });
