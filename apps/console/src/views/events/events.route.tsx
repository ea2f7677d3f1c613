import { createLazyRoute } from '@tanstack/react-router';

import { EventsView } from './events-view.js';

export const route = createLazyRoute('/events')({ component: EventsView });
