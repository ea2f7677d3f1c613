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
import {
  CONTAINER_RECEIPT,
  DELETED_CONTAINER_RECEIPT,
  PROVIDER_RECEIPT,
} from './container-schemas.js';

const containerOf = ({ subject }: Changed<ContainerRecord>): object => containerShape(subject);

/** The commands of key containers and of default providers. */
export const KEY_CONTAINER_COMMANDS = [
  command('PUT /v1/nodes/:node/key-containers', {
    id: 'storeKeyContainer',
    summary: 'Puts a private key into a new or existing container',
    answer: CONTAINER_RECEIPT,
    body: StoreContainerBody,
    toCommand: (caller, { params, body }) => new StoreKeyContainer(caller, { ...params, ...body }),
    present: receipt(containerOf),
  }),
  command('PUT /v1/nodes/:node/key-containers/:id', {
    id: 'replaceKeyContainer',
    summary: 'Replaces the private key of a container',
    answer: CONTAINER_RECEIPT,
    body: ReplaceKeyBody,
    toCommand: (caller, { params, body }) =>
      new ReplaceKeyContainer(caller, { ...params, ...body }),
    present: receipt(containerOf),
  }),
  command('DELETE /v1/nodes/:node/key-containers/:id', {
    id: 'deleteKeyContainer',
    summary: 'Deletes a key container and erases its key',
    answer: DELETED_CONTAINER_RECEIPT,
    toCommand: (caller, { params }) => new DeleteKeyContainer(caller, params),
    present: receipt(() => ({})),
  }),
  command('PUT /v1/nodes/:node/default-providers/:type', {
    id: 'setDefaultProvider',
    summary: 'Sets the provider that an empty provider name means on a node',
    answer: PROVIDER_RECEIPT,
    isAtOnce: true,
    body: ProviderBody,
    toCommand: (caller, { params, body }) => new SetDefaultProvider(caller, { ...params, ...body }),
    present: receipt(({ subject }) => subject),
  }),
];
