import { type FastifyRequest } from 'fastify';

import { ChangeList } from '#application';
import {
  changesOfHive,
  HiveReader,
  MAX_DEPTH,
  parseKey,
  splitKey,
  type HiveReport,
  type RegistryView,
} from '#registry';

import { badRequest } from '../../http/answer/http-problem.js';
import { beginHash } from '../../http/request/request.js';
import { TakenBody } from '../../http/request/taken-body.js';
import { type Share } from '../../wire/budget.js';
import { type UploadPlace } from '../../wire/pieces.js';
import { toPhysicalKeys } from '../registry-changes.js';
import { Spool } from '../spool.js';
import { takePieces } from '../uploads.js';

/** The changes between the turns of other requests. */
const CHANGES_A_TURN = 500;

/** A valid hive, as the changes that merge it into a key. */
export class HiveUpload extends TakenBody {
  readonly list: ChangeList;
  readonly report: HiveReport;

  private constructor(
    readonly hash: string,
    { list, report }: Readonly<{ list: ChangeList; report: HiveReport }>,
    private readonly share: Pick<Share, 'release'>,
  ) {
    super();
    this.list = list;
    this.report = report;
  }

  /**
   * Reads a hive once all of it has come: its parts may stand in any order. Keeps a long list of
   * changes in a folder.
   *
   * @throws HiveError if the hive is invalid
   * @throws ClusterError ERROR_INVALID_PARAMETER for an invalid key in the query
   * @throws HttpProblem 400 for a query without a key
   * @throws HttpProblem 503 if too many other files are being read, 408 if the upload stops
   */
  static async read(request: FastifyRequest, place: UploadPlace): Promise<HiveUpload> {
    const { method, url, query } = request;
    const target = targetIn(query as TargetQuery);
    const hash = beginHash(method, url);
    const pieces: Buffer[] = [];
    const share = await takePieces(request, place, (piece) => {
      hash.update(piece);
      pieces.push(piece);
    });
    const list = new ChangeList(new Spool(place.folder));
    try {
      const file = Buffer.concat(pieces.splice(0));
      const report = await readInto(list, file, { ...target, turns: place.turns });
      return new HiveUpload(hash.digest('hex'), { list: list.end(), report }, share);
    } catch (error) {
      list.close();
      share.release();
      throw error;
    }
  }

  close(): void {
    this.list.close();
    this.share.release();
  }
}

/** The query of an upload, before its check, which refuses a view with another value. */
type TargetQuery = Readonly<{ key?: unknown; view?: unknown }>;

/** The key into which a hive is merged, relative to HKLM as the view shows it. */
type Target = Readonly<{ key: string; view: RegistryView }>;

const targetIn = ({ key, view }: TargetQuery): Target => {
  // A hive has no path of its own. Without this field, a wrong request would merge into HKLM itself.
  if (typeof key !== 'string')
    throw badRequest('/key', 'names the key into which a hive is merged');
  return {
    key: key === '' ? '' : parseKey(key),
    view: view === '32-bit' ? '32-bit' : '64-bit',
  };
};

const readInto = async (
  list: ChangeList,
  file: Buffer,
  { key, view, turns }: Target & Pick<UploadPlace, 'turns'>,
): Promise<HiveReport> => {
  const reader = new HiveReader(file, { maxDepth: MAX_DEPTH - splitKey(key).length });
  const toPhysical = toPhysicalKeys(view);
  let count = 0;
  for (const change of changesOfHive(reader.parts(), key)) {
    list.add(toPhysical(change));
    count += 1;
    if (count % CHANGES_A_TURN === 0) await turns.next();
  }
  return reader.report;
};
