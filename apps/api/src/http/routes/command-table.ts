import { type Type } from '@nestjs/common';

import { GROUP_COMMANDS } from '../../groups/groups.commands.js';
import { RESOURCE_COMMANDS } from '../../resources/resources.commands.js';
import { commandController } from './command-controller.js';
import { type CommandRoute } from './command-route.js';

const TABLE: readonly (readonly [tag: string, routes: readonly CommandRoute[]])[] = [
  ['groups', GROUP_COMMANDS],
  ['resources', RESOURCE_COMMANDS],
];

/** Every command of the API. */
export const COMMAND_ROUTES: readonly CommandRoute[] = TABLE.flatMap(([, routes]) => routes);

/** The controllers that take them over HTTP. */
export const COMMAND_CONTROLLERS: readonly Type<object>[] = TABLE.map(([tag, routes]) =>
  commandController(tag, routes),
);
