import { afterEach, beforeEach, expect } from '@jest/globals';

import { Tidemark, type Answer, type Json } from './tidemark.js';

/** The words of an operator who restores a backup. */
export const WHY = { reason: 'the night went wrong' };

/** A cluster with one checkpoint, and a backup of it, for each test. */
export class RestoringScene {
  private current: Tidemark | undefined;
  /** The id of the backup. */
  backup = '';

  get tidemark(): Tidemark {
    if (this.current === undefined) throw new Error('no test has begun');
    return this.current;
  }

  async begin(): Promise<void> {
    this.current = await Tidemark.start();
    await this.tidemark.form();
    await this.tidemark.edit('node-a', '1433');
    await this.tidemark.addCheckpoint('Server');
    this.backup = await this.take();
  }

  async take(): Promise<string> {
    return String((await this.tidemark.send('POST /v1/backups', {})).body['id']);
  }

  restore(what: Json, more: Json = {}, id = this.backup): Promise<Answer> {
    const body = { what, newer: 'remove', ...WHY, ...more };
    return this.tidemark.send(`POST /v1/backups/${id}/restore`, body);
  }

  async preview(what: Json, more: Json = {}): Promise<Json> {
    const { status, body } = await this.restore(what, { ...more, dryRun: true });
    expect([status, body['detail']]).toEqual([200, undefined]);
    return body;
  }

  checkpoints(): Promise<readonly Json[]> {
    return this.tidemark.items('/v1/resources/Server/checkpoints');
  }

  async checkpoint(): Promise<string> {
    return String((await this.checkpoints())[0]?.['id']);
  }

  /** The port in the last stored copy of a checkpoint. */
  async copy(id: string): Promise<unknown> {
    const captures = `/v1/resources/Server/checkpoints/${id}/captures`;
    const last = (await this.tidemark.items(captures)).at(-1);
    const { content } = await this.tidemark.get(`${captures}/${String(last?.['number'])}`);
    const values = (content as Json)['values'] as Json[];
    return values.find(({ name }) => name === 'Port')?.['value'].text;
  }

  /** Another stored copy, by an online and an edit. */
  async change(): Promise<void> {
    await this.tidemark.send('POST /v1/resources/Server/online');
    await this.tidemark.edit('node-a', '1555');
    await this.tidemark.send('POST /v1/resources/Server/offline');
  }

  /** Folds the whole log again, and expects no fault. */
  async requireWhole(): Promise<void> {
    const { headers } = await this.tidemark.send('POST /v1/audit/verify', {});
    const path = String(headers.get('location'));
    await this.tidemark.until(async () => (await this.tidemark.get(path))['status'] !== 'running');
    expect(await this.tidemark.get(path)).toMatchObject({ faults: [] });
  }
}

/** A scene for the tests of a file. */
export const restoringScene = (): RestoringScene => {
  const scene = new RestoringScene();
  beforeEach(() => scene.begin());
  afterEach(async () => {
    await scene.tidemark.stop();
    expect(scene.tidemark.defects).toEqual([]);
  });
  return scene;
};
