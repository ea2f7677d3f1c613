import { type Type } from '@nestjs/common';

import { BACKUP_COMMANDS } from '../../backups/backups.commands.js';
import { CHECKPOINT_COMMANDS } from '../../checkpoints/checkpoints.commands.js';
import { CLUSTER_COMMANDS, RESOURCE_TYPE_COMMANDS } from '../../cluster/cluster.commands.js';
import { CONTROL_COMMANDS } from '../../control/control.commands.js';
import { KEY_CONTAINER_COMMANDS } from '../../crypto/key-containers.commands.js';
import { CURE_COMMANDS } from '../../cures/cures.commands.js';
import { GROUP_COMMANDS } from '../../groups/groups.commands.js';
import { HOLD_COMMANDS } from '../../nodes/holds.commands.js';
import { NODE_COMMANDS } from '../../nodes/nodes.commands.js';
import { REGISTRY_COMMANDS } from '../../registry/registry.commands.js';
import { LOST_WRITE_COMMANDS } from '../../lost-writes/lost-writes.commands.js';
import { OPERATION_COMMANDS } from '../../operations/operations.commands.js';
import { RESOURCE_COMMANDS } from '../../resources/resources.commands.js';
import { RESTORE_COMMANDS } from '../../restoring/restoring.commands.js';
import { TAG_COMMANDS } from '../../tags/tags.commands.js';
import { commandController } from './command-controller.js';
import { type CommandRoute } from './command-route.js';

const TABLE: readonly (readonly [tag: string, routes: readonly CommandRoute[]])[] = [
  ['cluster', CLUSTER_COMMANDS],
  ['nodes', NODE_COMMANDS],
  ['registry', [...REGISTRY_COMMANDS, ...HOLD_COMMANDS]],
  ['key containers', KEY_CONTAINER_COMMANDS],
  ['groups', GROUP_COMMANDS],
  ['resources', RESOURCE_COMMANDS],
  ['checkpoints', CHECKPOINT_COMMANDS],
  ['cures', CURE_COMMANDS],
  ['control codes', [...CONTROL_COMMANDS, ...RESOURCE_TYPE_COMMANDS]],
  ['operations', OPERATION_COMMANDS],
  ['lost writes', LOST_WRITE_COMMANDS],
  ['tags', TAG_COMMANDS],
  ['backups', [...BACKUP_COMMANDS, ...RESTORE_COMMANDS]],
];

/** Every command of the API. */
export const COMMAND_ROUTES: readonly CommandRoute[] = TABLE.flatMap(([, routes]) => routes);

/** The controllers for the commands. */
export const COMMAND_CONTROLLERS: readonly Type<object>[] = TABLE.map(([tag, routes]) =>
  commandController(tag, routes),
);
