import { Refusal, RequestRefusal, type RequestRefusalKind } from '#application';
import { ClusterError, type StatusName } from '#clusapi';
import {
  ComparisonTimedOut,
  EngineStarting,
  ForkFull,
  LogDamaged,
  TooManyComparisons,
  TooManyJobs,
  VaultError,
} from '#engine';
import { AppendTooLarge, FoldStopped, LogReplaced, reasonOf, StoreUnavailable } from '#event-store';
import {
  AnswerParked,
  FutureMoment,
  ReadModelDamaged,
  ReadModelRebuilding,
  ReadModelStopped,
} from '#read-models';
import { HiveError, RegFileError, UnwritableHive } from '#registry';

import { HttpProblem, type Fault } from './http-problem.js';

/** RFC 9457, with the Win32 status that a caller of the cluster API would have seen. */
export type Problem = Readonly<{
  type: string;
  title: string;
  status: number;
  detail: string;
  instance?: string;
  win32?: Readonly<{ code: number; name: StatusName }>;
  /** The operation that was executed and failed. */
  operation?: string;
  /** The program that holds a subtree open, so that it can't be restored. */
  holder?: string;
  /** The last position at which a thing that is gone was there. */
  lastPosition?: string;
  errors?: readonly Fault[];
}>;

/** The HTTP status of each Win32 status. A Win32 status without a row does not compile. */
const HTTP_STATUS: Record<StatusName, number> = {
  ERROR_SUCCESS: 200,
  ERROR_INVALID_FUNCTION: 501,
  ERROR_FILE_NOT_FOUND: 404,
  ERROR_PATH_NOT_FOUND: 404,
  ERROR_ACCESS_DENIED: 403,
  ERROR_SHARING_PAUSED: 503,
  ERROR_INVALID_PARAMETER: 422,
  ERROR_DISK_FULL: 507,
  ERROR_CALL_NOT_IMPLEMENTED: 501,
  ERROR_DIR_NOT_EMPTY: 409,
  ERROR_ALREADY_EXISTS: 409,
  ERROR_MORE_DATA: 409,
  ERROR_DIRECTORY: 422,
  ERROR_IO_PENDING: 202,
  ERROR_CIRCULAR_DEPENDENCY: 422,
  ERROR_NOT_ENOUGH_QUOTA: 409,
  ERROR_DEPENDENT_RESOURCE_EXISTS: 409,
  ERROR_DEPENDENCY_NOT_FOUND: 404,
  ERROR_DEPENDENCY_ALREADY_EXISTS: 409,
  ERROR_HOST_NODE_NOT_AVAILABLE: 409,
  ERROR_RESOURCE_NOT_AVAILABLE: 409,
  ERROR_RESOURCE_NOT_FOUND: 404,
  ERROR_CANT_EVICT_ACTIVE_NODE: 409,
  ERROR_OBJECT_ALREADY_EXISTS: 409,
  ERROR_GROUP_NOT_AVAILABLE: 409,
  ERROR_GROUP_NOT_FOUND: 404,
  ERROR_HOST_NODE_NOT_RESOURCE_OWNER: 409,
  ERROR_RESMON_ONLINE_FAILED: 409,
  ERROR_RESOURCE_ONLINE: 409,
  ERROR_INVALID_STATE: 409,
  ERROR_RESOURCE_FAILED: 409,
  ERROR_CLUSTER_NODE_EXISTS: 409,
  ERROR_CLUSTER_NODE_NOT_FOUND: 404,
  ERROR_CLUSTER_NODE_DOWN: 409,
  ERROR_CLUSTER_NODE_UP: 409,
  ERROR_CLUSTER_NODE_NOT_PAUSED: 409,
  ERROR_CLUSTER_NODE_ALREADY_UP: 409,
  ERROR_CLUSTER_NODE_ALREADY_DOWN: 409,
  ERROR_CLUSTER_NODE_PAUSED: 409,
  ERROR_NODE_CANT_HOST_RESOURCE: 409,
  ERROR_CLUSTER_NODE_SHUTTING_DOWN: 409,
  ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND: 404,
  ERROR_RESMON_INVALID_STATE: 409,
  ERROR_QUORUM_DISK_NOT_FOUND: 409,
  ERROR_DATABASE_BACKUP_CORRUPT: 422,
  ERROR_CLUSTER_GROUP_MOVING: 409,
  ERROR_DEPENDENCY_TREE_TOO_COMPLEX: 409,
  ERROR_CLUSTER_GROUP_BUSY: 409,
  ERROR_CLUSTER_NODE_DRAIN_IN_PROGRESS: 409,
  NTE_BAD_KEY_STATE: 409,
  NTE_BAD_PROV_TYPE: 422,
  NTE_BAD_KEYSET: 404,
  NTE_PROV_TYPE_NOT_DEF: 422,
  NTE_PROV_TYPE_NO_MATCH: 422,
};

const SERVER_FAULT = 500;

const typeOf = (slug: string): string => `urn:tidemark:problem:${slug}`;

const problem = (status: number, slug: string, detail: string): Problem => ({
  type: typeOf(slug),
  title: slug.replaceAll('-', ' '),
  status,
  detail,
});

/** ERROR_FILE_NOT_FOUND is `file-not-found`. */
const slugOf = (status: StatusName): string =>
  status
    .replace(/^ERROR_/, '')
    .toLowerCase()
    .replaceAll('_', '-');

const ofCluster = (error: ClusterError): Problem => {
  const { status, code, message, field, detail } = error;
  const { slug, operation, holder } = error instanceof Refusal ? error.more : {};
  return {
    ...problem(HTTP_STATUS[status], slug ?? slugOf(status), detail),
    win32: { code, name: status },
    ...(operation !== undefined && { operation }),
    ...(holder !== undefined && { holder }),
    ...(field !== undefined && { errors: [{ pointer: `/${field}`, detail: message }] }),
  };
};

const ofRequest = ({ status, slug, message, errors }: HttpProblem): Problem => ({
  ...problem(status, slug, message),
  ...(errors && { errors }),
});

/** The HTTP status of each refusal by form or moment. */
const REFUSAL_STATUS: Readonly<Record<RequestRefusalKind, number>> = {
  'malformed-request': 400,
  moved: 412,
  'still-running': 409,
  'idempotency-key-reused': 422,
  'not-caught-up': 503,
};

const ofRefusal = ({ kind, message, faults }: RequestRefusal): Problem => ({
  ...problem(REFUSAL_STATUS[kind], kind, message),
  ...(faults.length > 0 && { errors: faults }),
});

const ofRegFile = ({ line, column, reason }: RegFileError): Problem => ({
  ...problem(400, 'malformed-reg-file', `line ${line}, column ${column}: ${reason}`),
  errors: [{ pointer: '', detail: reason, line, column }],
});

const ofHive = ({ offset, reason }: HiveError): Problem => ({
  ...problem(400, 'malformed-hive', `byte ${offset}: ${reason}`),
  errors: [{ pointer: '', detail: reason, offset }],
});

/** The problem of a file that can't be read or written. */
const ofFile = (error: unknown): Problem | undefined => {
  if (error instanceof RegFileError) return ofRegFile(error);
  if (error instanceof HiveError) return ofHive(error);
  return error instanceof UnwritableHive ? problem(422, 'too-large', error.message) : undefined;
};

/** The outages, with their HTTP answers; the first match counts. */
const OUTAGES = [
  [EngineStarting, 'starting'],
  [LogReplaced, 'log-replaced'],
  [LogDamaged, 'log-damaged'],
  [VaultError, 'master-key'],
  [AnswerParked, 'parked'],
  [ReadModelDamaged, 'read-model-damaged'],
  [ReadModelRebuilding, 'read-model-rebuilding'],
  [ReadModelStopped, 'read-model-stopped'],
  [FoldStopped, 'fold-stopped'],
  [TooManyJobs, 'too-many-jobs'],
  [TooManyComparisons, 'too-many-comparisons'],
  [ComparisonTimedOut, 'comparison-timed-out'],
  [StoreUnavailable, 'log-unavailable'],
] as const;

/** A fold that stopped because of its log has the log's error as its cause. */
const causeOf = ({ cause }: Error): unknown =>
  cause instanceof LogReplaced || cause instanceof LogDamaged ? cause : undefined;

const ofOutage = (error: unknown): Problem | undefined => {
  const reason = error instanceof FoldStopped ? (causeOf(error) ?? error) : error;
  const [, slug] = OUTAGES.find(([kind]) => reason instanceof kind) ?? [];
  return slug && problem(503, slug, reasonOf(reason));
};

/**
 * The problem for an error of the HTTP framework: a malformed body, an unknown route, a body that
 * is too large.
 */
const ofFramework = (error: unknown): Problem | undefined => {
  const { statusCode, status, message } = error as {
    statusCode?: unknown;
    status?: unknown;
    message?: unknown;
  };
  const code = typeof statusCode === 'number' ? statusCode : status;
  if (typeof code !== 'number' || code < 400 || code >= SERVER_FAULT) return undefined;
  const slug = code === 404 ? 'no-such-route' : 'malformed-request';
  const detail = String(message);
  return {
    ...problem(code, slug, detail),
    ...(code === 404 ? {} : { errors: [{ pointer: '', detail }] }),
  };
};

/** The problem of a request that would write more than may be written. */
const ofSize = (error: unknown): Problem | undefined => {
  if (error instanceof ForkFull)
    return problem(422, 'what-if-too-long', `this would take ${error.message}`);
  if (!(error instanceof AppendTooLarge)) return undefined;
  const detail = `this request changes more than fits into one write: ${error.message}`;
  const errors = [{ pointer: '', detail: error.message }];
  return ofRequest(new HttpProblem(422, 'too-large', { detail, errors }));
};

/** The problem that an error is answered with; undefined for a defect. */
export const toProblem = (error: unknown): Problem | undefined => {
  if (error instanceof ClusterError) return ofCluster(error);
  if (error instanceof RequestRefusal) return ofRefusal(error);
  if (error instanceof HttpProblem) return ofRequest(error);
  if (error instanceof FutureMoment)
    return ofRequest(
      new HttpProblem(400, 'future-position', {
        detail: error.message,
        errors: [{ pointer: error.pointer, detail: error.message }],
      }),
    );
  return ofFile(error) ?? ofSize(error) ?? ofOutage(error) ?? ofFramework(error);
};

/** The answer to a defect; it shows no details. */
export const DEFECT: Problem = problem(
  SERVER_FAULT,
  'defect',
  'an unexpected error; it is in the log under this operation',
);
