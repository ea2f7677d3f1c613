import { createLazyRoute } from '@tanstack/react-router';

import { OperationsView } from './operations-view.js';

export const route = createLazyRoute('/operations')({ component: OperationsView });
