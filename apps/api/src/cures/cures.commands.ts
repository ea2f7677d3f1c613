import {
  ChangeStoredCopy,
  findCheckpoint,
  nameOf,
  RecaptureCheckpoints,
  RestoreCheckpoints,
  RevertCheckpoint,
  RevertCheckpoints,
  RevertRegistry,
  type Changed,
  type CuredRegistry,
  type CuredScope,
  type PreviewedCure,
} from '#application';
import { toPosition } from '#event-store';

import { PREVIEW_OR_RECEIPT } from '../checkpoints/checkpoint-schemas.js';
import { checkpointShape } from '../checkpoints/checkpoint-shapes.js';
import { checkpointOf, type CheckpointSubject } from '../checkpoints/checkpoints.commands.js';
import { command, type Answering, type CommandRoute } from '../http/routes/command-route.js';
import { physicalChanges } from '../registry/registry-changes.js';
import { curePreviewShape } from './cure-preview-shape.js';
import { PREVIEW_OR_CURED, PREVIEW_OR_REVERTED } from './cure-schemas.js';
import {
  ChangeCopyBody,
  CureBody,
  goalOf,
  RestoreAllBody,
  RevertBody,
  RevertCheckpointBody,
  RevertRegistryBody,
} from './cures.bodies.js';

const CHECKPOINT = '/v1/resources/:resource/checkpoints/:id';

const PROBLEMS = { problems: [409, 412, 422] } as const;

/** Answers a dry run with its preview, and a cure with its receipt. */
export const cured =
  <Subject extends object>(
    result: (changed: Changed<Subject>, answering: Answering) => object | Promise<object>,
  ) =>
  async (found: PreviewedCure<Subject>, answering: Answering): Promise<object> => {
    if (!('cure' in found)) return answering.receipt(found, await result(found, answering));
    const { cluster, context } = answering;
    context.reply.position = found.position ?? toPosition(0n);
    return curePreviewShape(cluster, found.cure);
  };

/** The checkpoints that are still there at the time of the answer. */
const scopeResult = async (
  { state, subject: { scope, checkpoints, untouched } }: Changed<CuredScope>,
  { cluster, context }: Answering,
): Promise<object> => {
  await cluster.log.caughtUp(context.caller.deadline).catch(() => undefined);
  const { reads } = cluster;
  const { kind, id } = scope;
  return {
    ...{ kind, id, name: nameOf(state, kind === 'group' ? 'groups' : 'resources', id) },
    checkpoints: checkpoints
      .filter(({ resource, checkpoint }) => {
        const open = state.openResource(resource);
        return (
          open !== undefined && (open.checkpoints.has(checkpoint) || open.crypto.has(checkpoint))
        );
      })
      .map(({ resource, checkpoint }) =>
        checkpointShape(
          { clusterState: state, reads },
          resource,
          findCheckpoint(state, resource, checkpoint),
        ),
      ),
    untouched: untouched.map((one) => ({
      ...one,
      resource: nameOf(state, 'resources', one.resource),
    })),
  };
};

const registryResult = ({
  state,
  subject: { node, view, refs },
}: Changed<CuredRegistry>): object => ({
  node: nameOf(state, 'nodes', node),
  view,
  revision: state.presentNode(node)?.registryRevision ?? -1,
  captured: refs.flatMap(({ resource, checkpoint }) => {
    const known = state.openResource(resource)?.checkpoints.get(checkpoint);
    const name = nameOf(state, 'resources', resource);
    return known === undefined ? [] : [{ resource: name, checkpoint, number: known.captures }];
  }),
});

/** The name or id in a path. */
const nameIn = (params: Readonly<{ group: string } | { resource: string }>): string =>
  'group' in params ? params.group : params.resource;

/** The cures of all checkpoints of a resource, or of the resources of a group. */
const ofAll = (kind: 'resource' | 'group'): readonly CommandRoute[] => {
  const path = kind === 'group' ? '/v1/groups/:group' : '/v1/resources/:resource';
  const of = kind === 'group' ? 'the resources of a group' : 'a resource';
  const name = kind === 'group' ? 'Group' : 'Resource';
  const common = { answer: PREVIEW_OR_CURED, ...PROBLEMS };
  return [
    command(`POST ${path}/revert`, {
      ...{ ...common, id: `revert${name}`, body: RevertBody },
      summary: `Puts all checkpoints of ${of} back to a moment`,
      toCommand: (caller, { params, body: { to, ...body } }) =>
        new RevertCheckpoints(caller, { ...body, kind, nameOrId: nameIn(params), at: to.at }),
      present: cured(scopeResult),
    }),
    command(`POST ${path}/restore`, {
      ...{ ...common, id: `restore${name}`, body: RestoreAllBody },
      summary: `Restores the stored copies of ${of} onto the owner`,
      toCommand: (caller, { params, body }) =>
        new RestoreCheckpoints(caller, { ...body, kind, nameOrId: nameIn(params) }),
      present: cured(scopeResult),
    }),
    command(`POST ${path}/recapture`, {
      ...{ ...common, id: `recapture${name}`, body: CureBody },
      summary: `Captures the live keys and containers of ${of} as the stored copies`,
      toCommand: (caller, { params, body }) =>
        new RecaptureCheckpoints(caller, { ...body, kind, nameOrId: nameIn(params) }),
      present: cured(scopeResult),
    }),
  ];
};

/** The commands that put right what went wrong. */
export const CURE_COMMANDS: readonly CommandRoute[] = [
  command(`POST ${CHECKPOINT}/revert`, {
    id: 'revertCheckpoint',
    summary: 'Puts an earlier content of a checkpoint back, onto the owner or as the stored copy',
    answer: PREVIEW_OR_RECEIPT,
    ...PROBLEMS,
    body: RevertCheckpointBody,
    toCommand: (caller, { params, body: { to, ...body } }) =>
      new RevertCheckpoint(caller, { ...params, ...body, to: goalOf(to) }),
    present: cured<CheckpointSubject>(checkpointOf),
  }),
  command(`PATCH ${CHECKPOINT}`, {
    id: 'changeStoredCopy',
    summary: 'Changes values and keys of a stored copy while the resource is not online',
    answer: PREVIEW_OR_RECEIPT,
    isAtOnce: true,
    ...PROBLEMS,
    body: ChangeCopyBody,
    toCommand: (caller, { params, body: { changes, ...body } }) =>
      new ChangeStoredCopy(caller, {
        ...{ ...params, ...body },
        changes: (view) => physicalChanges(changes, view),
      }),
    present: cured<CheckpointSubject>(checkpointOf),
  }),
  command('POST /v1/nodes/:node/registry/revert', {
    id: 'revertRegistry',
    summary: 'Brings a value, or a key with everything below it, back to a moment',
    answer: PREVIEW_OR_REVERTED,
    ...PROBLEMS,
    body: RevertRegistryBody,
    toCommand: (caller, { params, body: { to, ...body } }) =>
      new RevertRegistry(caller, { ...params, ...body, at: to.at }),
    present: cured(registryResult),
  }),
  ...ofAll('resource'),
  ...ofAll('group'),
];
