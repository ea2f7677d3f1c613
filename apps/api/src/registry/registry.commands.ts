import { type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes } from '@nestjs/swagger';

import {
  ChangeList,
  ChangeRegistry,
  nameOf,
  PartsInMemory,
  type Changed,
  type ImportReport,
  type RegistryEdit,
} from '#application';
import { type RegistryView } from '#registry';

import { badRequest } from '../http/answer/http-problem.js';
import { command, receipt } from '../http/routes/command-route.js';
import { validation } from '../http/request/validation.js';
import { HIVE } from './hives/hive-answer.js';
import { HiveUpload } from './hives/hive-upload.js';
import { RegUpload } from './reg-upload.js';
import { physicalChanges } from './registry-changes.js';
import { REG_FILE } from './registry-streams.js';
import { ChangeRegistryBody, ChangeRegistryQuery } from './registry.bodies.js';
import { EDIT_RECEIPT } from './registry-schemas.js';
import { TAKES_REGISTRY_FILE } from './uploads.js';

type Edit = Readonly<{ changes: ChangeList; file?: ImportReport; view: RegistryView }>;

/** Reports only the first fault of a list. */
const VALIDATION = validation(0);

/** Returns at once if the body is certainly valid, so that a batch of edits does not wait. */
const readEdit = (
  raw: unknown = {},
  { query, body: schema }: Readonly<{ query: ChangeRegistryQuery; body: Type<object> }>,
): Edit | Promise<Edit> => {
  const { view } = query;
  requireOptions(query, raw);
  if (raw instanceof RegUpload || raw instanceof HiveUpload)
    return { changes: raw.list, file: raw.report, view };
  const body = VALIDATION.pass(raw, schema) as ChangeRegistryBody | undefined;
  return body === undefined ? checkedEdit(raw, { view, schema }) : editOf(body, view);
};

/** The fields of the query that are for one type of file. */
const FILE_OPTIONS = [
  ['strict', RegUpload, REG_FILE],
  ['otherRoots', RegUpload, REG_FILE],
  ['key', HiveUpload, HIVE],
] as const;

/** @throws HttpProblem 400 for a field that is for another type of file than the body's */
const requireOptions = (query: ChangeRegistryQuery, raw: unknown): void => {
  for (const [field, kind, type] of FILE_OPTIONS)
    if (query[field] !== undefined && !(raw instanceof kind))
      throw badRequest(`/${field}`, `is for a body of the type ${type}`);
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
    summary: 'Changes values and keys, or imports a .reg file or a hive',
    answer: EDIT_RECEIPT,
    hasETag: true,
    isPipelined: true,
    takesRegistryFile: true,
    schema: ChangeRegistryBody,
    query: ChangeRegistryQuery,
    readBody: readEdit,
    decorators: [RouteConfig(TAKES_REGISTRY_FILE), ApiConsumes('application/json', REG_FILE, HIVE)],
    toCommand: (caller, { params, body }) => new ChangeRegistry(caller, { ...params, ...body }),
    present: receipt(editResult),
  }),
];
