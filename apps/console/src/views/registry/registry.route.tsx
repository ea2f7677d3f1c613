import { createLazyRoute } from '@tanstack/react-router';

import { RegistryView } from './registry-view.js';

export const route = createLazyRoute('/registry')({ component: RegistryView });
