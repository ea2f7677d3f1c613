import { createLazyRoute } from '@tanstack/react-router';

import { BackupsView } from './backups-view.js';

export const route = createLazyRoute('/backups')({ component: BackupsView });
