import { type Type } from '@nestjs/common';

import { CommandRunner } from './execution/command-runner.js';
import { Idempotency } from './execution/idempotency.js';
import { AddGroupHandler } from './groups/add-group.js';
import { ConfigureGroupHandler } from './groups/configure-group.js';
import { DeleteGroupHandler } from './groups/delete-group.js';
import { MoveGroupHandler } from './groups/move-group.js';
import { OfflineGroupHandler } from './groups/offline-group.js';
import { OnlineGroupHandler } from './groups/online-group.js';

/**
 * The providers of all use cases. They need RunningCluster and CommandMetrics beside them.
 */
export const HANDLERS: readonly Type<object>[] = [
  CommandRunner,
  Idempotency,
  AddGroupHandler,
  ConfigureGroupHandler,
  DeleteGroupHandler,
  MoveGroupHandler,
  OfflineGroupHandler,
  OnlineGroupHandler,
];
