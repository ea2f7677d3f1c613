import { createLazyRoute } from '@tanstack/react-router';

import { LostWritesView } from './lost-writes-view.js';

export const route = createLazyRoute('/lost-writes')({ component: LostWritesView });
