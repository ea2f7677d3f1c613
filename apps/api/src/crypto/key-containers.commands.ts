import {
  DeleteKeyContainer,
  ReplaceKeyContainer,
  SetDefaultProvider,
  StoreKeyContainer,
  type Changed,
  type ContainerRecord,
} from '#application';

import { command, receipt } from '../http/routes/command-route.js';
import { containerShape } from './container-shape.js';
import { ProviderBody, ReplaceKeyBody, StoreContainerBody } from './key-containers.bodies.js';

const containerOf = ({ subject }: Changed<ContainerRecord>): object => containerShape(subject);

/** The commands of key containers, and of the providers that an empty name means. */
export const KEY_CONTAINER_COMMANDS = [
  command('PUT /v1/nodes/:node/key-containers', {
    id: 'storeKeyContainer',
    summary: 'Puts a private key into a container, a new one or one that is there',
    body: StoreContainerBody,
    toCommand: (caller, { params, body }) => new StoreKeyContainer(caller, { ...params, ...body }),
    present: receipt(containerOf),
  }),
  command('PUT /v1/nodes/:node/key-containers/:id', {
    id: 'replaceKeyContainer',
    summary: 'Puts another private key into a container',
    body: ReplaceKeyBody,
    toCommand: (caller, { params, body }) =>
      new ReplaceKeyContainer(caller, { ...params, ...body }),
    present: receipt(containerOf),
  }),
  command('DELETE /v1/nodes/:node/key-containers/:id', {
    id: 'deleteKeyContainer',
    summary: 'Deletes a key container, and erases what is in it',
    toCommand: (caller, { params }) => new DeleteKeyContainer(caller, params),
    present: receipt(() => ({})),
  }),
  command('PUT /v1/nodes/:node/default-providers/:type', {
    id: 'setDefaultProvider',
    summary: 'Says which provider an empty name means on a node',
    body: ProviderBody,
    toCommand: (caller, { params, body }) => new SetDefaultProvider(caller, { ...params, ...body }),
    present: receipt(({ subject }) => subject),
  }),
];
