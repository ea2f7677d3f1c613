import { type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes } from '@nestjs/swagger';

import {
  ChangeList,
  ChangeRegistry,
  nameOf,
  PartsInMemory,
  type Changed,
  type RegistryEdit,
} from '#application';
import { type RegFileReport, type RegistryView } from '#registry';

import { badRequest } from '../http/answer/http-problem.js';
import { command, receipt } from '../http/routes/command-route.js';
import { validation } from '../http/request/validation.js';
import { RegUpload, TAKES_REG_FILE } from './reg-upload.js';
import { physicalChanges } from './registry-changes.js';
import { REG_FILE } from './registry-streams.js';
import { ChangeRegistryBody, ChangeRegistryQuery } from './registry.bodies.js';
import { EDIT_RECEIPT } from './registry-schemas.js';

type Edit = Readonly<{ changes: ChangeList; file?: RegFileReport; view: RegistryView }>;

/** Reports only the first fault of a list. */
const VALIDATION = validation(0);

/** Returns at once if the body is certainly valid, so that a batch of edits does not wait. */
const readEdit = (
  raw: unknown = {},
  { query, body: schema }: Readonly<{ query: ChangeRegistryQuery; body: Type<object> }>,
): Edit | Promise<Edit> => {
  const { view } = query;
  if (raw instanceof RegUpload) return { changes: raw.list, file: raw.report, view };
  requireNoFileOptions(query);
  const body = VALIDATION.pass(raw, schema) as ChangeRegistryBody | undefined;
  return body === undefined ? checkedEdit(raw, { view, schema }) : editOf(body, view);
};

const requireNoFileOptions = ({ strict, otherRoots }: ChangeRegistryQuery): void => {
  const given = Object.entries({ strict, otherRoots }).find(([, value]) => value !== undefined);
  if (given !== undefined)
    throw badRequest(`/${given[0]}`, `is for a body of the type ${REG_FILE}`);
};

const checkedEdit = async (
  raw: unknown,
  { view, schema }: Readonly<{ view: RegistryView; schema: Type<object> }>,
): Promise<Edit> => {
  const checked: unknown = await VALIDATION.transform(raw, {
    type: 'body',
    metatype: schema,
  });
  return editOf(checked as ChangeRegistryBody, view);
};

const editOf = ({ changes }: ChangeRegistryBody, view: RegistryView): Edit => {
  const list = new ChangeList(new PartsInMemory());
  for (const change of physicalChanges(changes, view)) list.add(change);
  return { changes: list.end(), view };
};

const editResult = ({ state, subject }: Changed<RegistryEdit>): object => {
  const { node, view, revision, captured, file } = subject;
  return {
    node: nameOf(state, 'nodes', node),
    view,
    revision,
    captured: captured.map(({ resource, ...capture }) => ({
      resource: nameOf(state, 'resources', resource),
      ...capture,
    })),
    ...file,
  };
};

/** The edits of a node's registry, imports among them. */
export const REGISTRY_COMMANDS = [
  command('PATCH /v1/nodes/:node/registry', {
    id: 'changeRegistry',
    summary: 'Changes values and keys, or imports a .reg file',
    answer: EDIT_RECEIPT,
    hasETag: true,
    isPipelined: true,
    takesRegFile: true,
    schema: ChangeRegistryBody,
    query: ChangeRegistryQuery,
    readBody: readEdit,
    decorators: [RouteConfig(TAKES_REG_FILE), ApiConsumes('application/json', REG_FILE)],
    toCommand: (caller, { params, body }) => new ChangeRegistry(caller, { ...params, ...body }),
    present: receipt(editResult),
  }),
];
