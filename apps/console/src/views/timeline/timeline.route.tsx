import { createLazyRoute } from '@tanstack/react-router';

import { TimelineView } from './timeline-view.js';

export const route = createLazyRoute('/timeline')({ component: TimelineView });
