import {
  AddGroup,
  ConfigureGroup,
  DeleteGroup,
  MoveGroup,
  OfflineGroup,
  OnlineGroup,
  type Changed,
} from '#application';
import { type GroupId } from '#domain';

import { command, created, receipt } from '../http/routes/command-route.js';
import { shapeOf } from '../shapes/shapes.js';
import {
  AddGroupBody,
  BringGroupBody,
  ConfigureGroupBody,
  MoveGroupBody,
} from './groups.bodies.js';
import { GROUP_RECEIPT } from '../shapes/thing-schemas.js';

type ChangedGroup = Changed<Readonly<{ group: GroupId }>>;

const groupOf = ({ state, subject, now }: ChangedGroup): object => shapeOf(state, subject, now);

/** The commands of groups. */
export const GROUP_COMMANDS = [
  command('POST /v1/groups', {
    id: 'addGroup',
    summary: 'Adds a group',
    answer: GROUP_RECEIPT,
    problems: [404, 409, 422],
    status: 201,
    body: AddGroupBody,
    toCommand: (caller, { body }) => new AddGroup(caller, body),
    present: created(({ group }) => `/v1/groups/${group}`, groupOf),
  }),
  command('PATCH /v1/groups/:group', {
    id: 'configureGroup',
    summary: 'Renames a group or changes its policies',
    answer: GROUP_RECEIPT,
    isAtOnce: true,
    hasETag: true,
    body: ConfigureGroupBody,
    toCommand: (caller, { params, body }) => new ConfigureGroup(caller, { ...params, ...body }),
    present: receipt(groupOf),
  }),
  command('DELETE /v1/groups/:group', {
    id: 'deleteGroup',
    summary: 'Deletes an empty group',
    answer: GROUP_RECEIPT,
    hasETag: true,
    toCommand: (caller, { params }) => new DeleteGroup(caller, params),
    present: receipt(groupOf),
  }),
  command('POST /v1/groups/:group/move', {
    id: 'moveGroup',
    summary: 'Moves a group to a named node or to the best one',
    answer: GROUP_RECEIPT,
    hasETag: true,
    body: MoveGroupBody,
    toCommand: (caller, { params, body }) => new MoveGroup(caller, { ...params, ...body }),
    present: receipt(groupOf),
  }),
  command('POST /v1/groups/:group/online', {
    id: 'onlineGroup',
    summary: 'Brings all resources of a group online',
    answer: GROUP_RECEIPT,
    hasETag: true,
    body: BringGroupBody,
    toCommand: (caller, { params, body }) => new OnlineGroup(caller, { ...params, ...body }),
    present: receipt(groupOf),
  }),
  command('POST /v1/groups/:group/offline', {
    id: 'offlineGroup',
    summary: 'Takes all resources of a group offline',
    answer: GROUP_RECEIPT,
    hasETag: true,
    body: BringGroupBody,
    toCommand: (caller, { params, body }) => new OfflineGroup(caller, { ...params, ...body }),
    present: receipt(groupOf),
  }),
];
