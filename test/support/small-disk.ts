import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system in memory of a few bytes, which only a process with the right to mount can make. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** The reason why there is none on this machine; undefined if there is one. */
  static readonly lack = ((): string | undefined => {
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-disk-'));
    try {
      SmallDisk.mount(folder, 64 * 1024).unmount();
      return undefined;
    } catch (error) {
      return String(error);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  })();

  /** @throws Error if this process has no right to mount */
  static mount(folder: string, bytes: number): SmallDisk {
    mkdirSync(folder, { recursive: true });
    const args = ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder];
    const { status, stderr, error } = spawnSync('mount', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`mount: ${error?.message ?? stderr.trim()}`);
    return new SmallDisk(folder);
  }

  /** Takes all space but a number of bytes. */
  fill(left = 0): void {
    const { bavail, bsize } = statfsSync(this.folder);
    writeFileSync(this.filler, Buffer.alloc(Math.max(0, bavail * bsize - left)));
  }

  /** Gives the space back. */
  free(): void {
    rmSync(this.filler, { force: true });
  }

  unmount(): void {
    spawnSync('umount', ['--lazy', this.folder]);
  }

  private get filler(): string {
    return join(this.folder, 'filler');
  }
}
