import { createLazyRoute } from '@tanstack/react-router';

import { NowView } from './now-view.js';

export const route = createLazyRoute('/')({ component: NowView });
