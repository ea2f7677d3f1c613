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
  FlagsBody,
  ReportBody,
} from './resources.bodies.js';
import { RESOURCE_RECEIPT } from '../shapes/thing-schemas.js';

type ChangedResource = Changed<Readonly<{ resource: ResourceId }>>;

const resourceOf = ({ state, subject, now }: ChangedResource): object =>
  shapeOf(state, subject, now);

/** The commands of resources. */
export const RESOURCE_COMMANDS = [
  command('POST /v1/resources', {
    id: 'addResource',
    summary: 'Adds a resource in the state Offline',
    answer: RESOURCE_RECEIPT,
    problems: [404, 409, 422],
    status: 201,
    body: AddResourceBody,
    toCommand: (caller, { body }) => new AddResource(caller, body),
    present: created(({ resource }) => `/v1/resources/${resource}`, resourceOf),
  }),
  command('PATCH /v1/resources/:resource', {
    id: 'configureResource',
    summary:
      'Changes properties of a resource, its name, its group, or its dependencies; one of these in a request',
    answer: RESOURCE_RECEIPT,
    hasETag: true,
    body: ConfigureResourceBody,
    toCommand: (caller, { params, body }) => new ConfigureResource(caller, { ...params, ...body }),
    present: receipt(resourceOf),
  }),
  command('DELETE /v1/resources/:resource', {
    id: 'deleteResource',
    summary: 'Deletes a resource with its checkpoints',
    answer: RESOURCE_RECEIPT,
    hasETag: true,
    toCommand: (caller, { params }) => new DeleteResource(caller, params),
    present: receipt(resourceOf),
  }),
  command('POST /v1/resources/:resource/online', {
    id: 'onlineResource',
    summary: 'Restores the checkpoints of a resource, then brings it online',
    answer: RESOURCE_RECEIPT,
    hasETag: true,
    body: FlagsBody,
    toCommand: (caller, { params, body }) => new OnlineResource(caller, { ...params, ...body }),
    present: receipt(resourceOf),
  }),
  command('POST /v1/resources/:resource/offline', {
    id: 'offlineResource',
    summary: 'Takes a resource offline, and captures its checkpoints',
    answer: RESOURCE_RECEIPT,
    hasETag: true,
    body: FlagsBody,
    toCommand: (caller, { params, body }) => new OfflineResource(caller, { ...params, ...body }),
    present: receipt(resourceOf),
  }),
  command('POST /v1/resources/:resource/fail', {
    id: 'failResource',
    summary: 'Makes an online resource fail, so that its policies act',
    answer: RESOURCE_RECEIPT,
    isAtOnce: true,
    hasETag: true,
    toCommand: (caller, { params }) => new FailResource(caller, params),
    present: receipt(resourceOf),
  }),
  command('POST /v1/resources/:resource/report', {
    id: 'reportResource',
    summary: 'Takes the report about an application from the supervisor of an external resource',
    answer: RESOURCE_RECEIPT,
    isAtOnce: true,
    hasETag: true,
    body: ReportBody,
    toCommand: (caller, { params, body }) => new ReportResource(caller, { ...params, ...body }),
    present: receipt(resourceOf),
  }),
  command('PUT /v1/resources/:resource/dependencies/:other', {
    id: 'addDependency',
    summary: 'Makes a resource depend on another one of its group',
    answer: RESOURCE_RECEIPT,
    isAtOnce: true,
    toCommand: (caller, { params }) => new AddDependency(caller, params),
    present: receipt(resourceOf),
  }),
  command('DELETE /v1/resources/:resource/dependencies/:other', {
    id: 'removeDependency',
    summary: 'Ends the dependency of a resource on another one',
    answer: RESOURCE_RECEIPT,
    isAtOnce: true,
    toCommand: (caller, { params }) => new RemoveDependency(caller, params),
    present: receipt(resourceOf),
  }),
  command('PUT /v1/resources/:resource/possible-owners/:node', {
    id: 'addPossibleOwner',
    summary: 'Adds a node to the possible owners of a resource',
    answer: RESOURCE_RECEIPT,
    isAtOnce: true,
    toCommand: (caller, { params }) => new AddPossibleOwner(caller, params),
    present: receipt(resourceOf),
  }),
  command('DELETE /v1/resources/:resource/possible-owners/:node', {
    id: 'removePossibleOwner',
    summary: 'Removes a node from the possible owners of a resource',
    answer: RESOURCE_RECEIPT,
    isAtOnce: true,
    toCommand: (caller, { params }) => new RemovePossibleOwner(caller, params),
    present: receipt(resourceOf),
  }),
];
