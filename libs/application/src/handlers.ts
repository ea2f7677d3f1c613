import { type Type } from '@nestjs/common';

import { CommandRunner } from './execution/command-runner.js';
import { Idempotency } from './execution/idempotency.js';
import { AddGroupHandler } from './groups/add-group.js';
import { ConfigureGroupHandler } from './groups/configure-group.js';
import { DeleteGroupHandler } from './groups/delete-group.js';
import { MoveGroupHandler } from './groups/move-group.js';
import { OfflineGroupHandler } from './groups/offline-group.js';
import { OnlineGroupHandler } from './groups/online-group.js';
import { AddDependencyHandler } from './resources/add-dependency.js';
import { AddPossibleOwnerHandler } from './resources/add-possible-owner.js';
import { AddResourceHandler } from './resources/add-resource.js';
import { ConfigureResourceHandler } from './resources/configure-resource.js';
import { DeleteResourceHandler } from './resources/delete-resource.js';
import { FailResourceHandler } from './resources/fail-resource.js';
import { OfflineResourceHandler } from './resources/offline-resource.js';
import { OnlineResourceHandler } from './resources/online-resource.js';
import { RemoveDependencyHandler } from './resources/remove-dependency.js';
import { RemovePossibleOwnerHandler } from './resources/remove-possible-owner.js';
import { ReportResourceHandler } from './resources/report-resource.js';

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
  AddDependencyHandler,
  AddPossibleOwnerHandler,
  AddResourceHandler,
  ConfigureResourceHandler,
  DeleteResourceHandler,
  FailResourceHandler,
  OfflineResourceHandler,
  OnlineResourceHandler,
  RemoveDependencyHandler,
  RemovePossibleOwnerHandler,
  ReportResourceHandler,
];
