import {
  AddDependency,
  AddPossibleOwner,
  AddResource,
  ConfigureResource,
  DeleteResource,
  FailResource,
  OfflineResource,
  OnlineResource,
  RemoveDependency,
  RemovePossibleOwner,
  ReportResource,
  type Changed,
} from '#application';
import { type ResourceId } from '#domain';

import { command, created, receipt } from '../http/routes/command-route.js';
import { shapeOf } from '../shapes/shapes.js';
import {
  AddResourceBody,
  ConfigureResourceBody,
  FailBody,
  FlagsBody,
  ReportBody,
} from './resources.bodies.js';

type ChangedResource = Changed<Readonly<{ resource: ResourceId }>>;

const resourceOf = ({ state, subject, now }: ChangedResource): object =>
  shapeOf(state, subject, now);

/** The commands of resources. */
export const RESOURCE_COMMANDS = [
  command('POST /v1/resources', {
    id: 'addResource',
    summary: 'Adds a resource; it is Offline',
    status: 201,
    body: AddResourceBody,
    toCommand: (caller, { body }) => new AddResource(caller, body),
    present: created(({ resource }) => `/v1/resources/${resource}`, resourceOf),
  }),
  command('PATCH /v1/resources/:resource', {
    id: 'configureResource',
    summary:
      'Changes properties of a resource, its name, its group, or what it depends on; one of these a request',
    body: ConfigureResourceBody,
    toCommand: (caller, { params, body }) => new ConfigureResource(caller, { ...params, ...body }),
    present: receipt(resourceOf),
  }),
  command('DELETE /v1/resources/:resource', {
    id: 'deleteResource',
    summary: 'Deletes a resource, and its checkpoints with it',
    toCommand: (caller, { params }) => new DeleteResource(caller, params),
    present: receipt(resourceOf),
  }),
  command('POST /v1/resources/:resource/online', {
    id: 'onlineResource',
    summary: 'Restores the checkpoints of a resource, then brings it online',
    body: FlagsBody,
    toCommand: (caller, { params, body }) => new OnlineResource(caller, { ...params, ...body }),
    present: receipt(resourceOf),
  }),
  command('POST /v1/resources/:resource/offline', {
    id: 'offlineResource',
    summary: 'Takes a resource offline, and captures its checkpoints',
    body: FlagsBody,
    toCommand: (caller, { params, body }) => new OfflineResource(caller, { ...params, ...body }),
    present: receipt(resourceOf),
  }),
  command('POST /v1/resources/:resource/fail', {
    id: 'failResource',
    summary: 'Has an online resource fail, to see what its policies do',
    body: FailBody,
    toCommand: (caller, { params, body }) => new FailResource(caller, { ...params, ...body }),
    present: receipt(resourceOf),
  }),
  command('POST /v1/resources/:resource/report', {
    id: 'reportResource',
    summary: 'What the supervisor of an external resource says of its application',
    body: ReportBody,
    toCommand: (caller, { params, body }) => new ReportResource(caller, { ...params, ...body }),
    present: receipt(resourceOf),
  }),
  command('PUT /v1/resources/:resource/dependencies/:other', {
    id: 'addDependency',
    summary: 'Has a resource depend on another one of its group',
    toCommand: (caller, { params }) => new AddDependency(caller, params),
    present: receipt(resourceOf),
  }),
  command('DELETE /v1/resources/:resource/dependencies/:other', {
    id: 'removeDependency',
    summary: 'Has a resource no longer depend on another one',
    toCommand: (caller, { params }) => new RemoveDependency(caller, params),
    present: receipt(resourceOf),
  }),
  command('PUT /v1/resources/:resource/possible-owners/:node', {
    id: 'addPossibleOwner',
    summary: 'Lets a resource run on a node',
    toCommand: (caller, { params }) => new AddPossibleOwner(caller, params),
    present: receipt(resourceOf),
  }),
  command('DELETE /v1/resources/:resource/possible-owners/:node', {
    id: 'removePossibleOwner',
    summary: 'Lets a resource no longer run on a node',
    toCommand: (caller, { params }) => new RemovePossibleOwner(caller, params),
    present: receipt(resourceOf),
  }),
];
