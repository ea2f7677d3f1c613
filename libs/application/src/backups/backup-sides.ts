import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { type Position } from '#event-store';
import { eventAtCut } from '#read-models';

import { parseSide, type TypedSide } from '../diff/side.js';
import { caughtUp, momentOf, type AsOf } from '../reading/moment.js';
import { malformed } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';
import { cutOf } from './cut-of.js';
import { takenBackup } from './taken-backup.js';

/** The sides of a comparison as texts. */
export type SideTexts = Readonly<{ left: string; right: string }>;

/** Puts the thing of the other side, as of the cut of a backup, in the place of the backup. */
export class ResolveBackupSides extends Query<SideTexts> {
  constructor(
    readonly asOf: AsOf,
    readonly input: SideTexts,
  ) {
    super();
  }
}

@QueryHandler(ResolveBackupSides)
export class ResolveBackupSidesHandler implements IQueryHandler<ResolveBackupSides> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: ResolveBackupSides): Promise<SideTexts> {
    const { left, right } = input;
    const [atLeft, atRight] = [
      await this.cutPosition(left, '/left', asOf),
      await this.cutPosition(right, '/right', asOf),
    ];
    return {
      left: atLeft === undefined ? left : `${thingOf(right, '/right')}@${atLeft}`,
      right: atRight === undefined ? right : `${thingOf(left, '/left')}@${atRight}`,
    };
  }

  /** The position of the last event of a side that is a backup; undefined for any other side. */
  private async cutPosition(
    text: string,
    pointer: string,
    asOf: AsOf,
  ): Promise<Position | undefined> {
    const { kind, named = '' } = BACKUP.exec(text)?.groups ?? {};
    if (kind === undefined) return undefined;
    if (kind === 'archive') return this.positionOfArchive(named, pointer);
    const { clusterState } = await momentOf(this.cluster, asOf);
    return cutOf(this.cluster, takenBackup(clusterState, named)).position;
  }

  /**
   * Events have ids that no other log gives them: a log with the last event of an archive has the
   * whole archive.
   *
   * @throws RequestRefusal for an archive of another log
   */
  private async positionOfArchive(path: string, pointer: string): Promise<Position> {
    const cut = await this.cluster.archives.cutIn(path);
    await caughtUp(this.cluster);
    const found = eventAtCut(this.cluster.reads, cut);
    if (found !== undefined) return found.position;
    const detail = `the last event of the archive is not in this log: ${cut.event} of ${cut.stream}`;
    throw malformed(pointer, detail);
  }
}

/** A backup by its id, or an archive by its path below the folder of backups. */
const BACKUP = /^(?<kind>backup|archive):(?<named>(?<=backup:)[^@]+|(?<=archive:)[^]+)$/;

/** The thing of a side without its moment; the cluster for another backup or archive. */
const thingOf = (text: string, pointer: string): string => {
  if (BACKUP.test(text)) return 'cluster';
  const side = parseSide(text, pointer);
  return TEXTS[side.kind](side as never);
};

const TEXTS: {
  readonly [Kind in TypedSide['kind']]: (side: Extract<TypedSide, { kind: Kind }>) => string;
} = {
  node: ({ node }) => `node:${node}`,
  checkpoint: ({ checkpoint }) => `checkpoint:${checkpoint}`,
  capture: ({ checkpoint }) => `checkpoint:${checkpoint}`,
  cluster: () => 'cluster',
};
