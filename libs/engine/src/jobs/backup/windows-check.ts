import { type WindowsFile } from '#backups';

import { type Fault } from '../task-context.js';

/** Compares the files of Windows in an archive with those that its events make. */
export class WindowsCheck {
  private readonly expected: Iterator<WindowsFile, unknown> | undefined;

  /** @param expected undefined if the events can't be folded, which is a fault of its own */
  constructor(expected: Iterable<WindowsFile> | undefined) {
    this.expected = expected?.[Symbol.iterator]();
  }

  /** Takes the next file. */
  *take(name: string, content: Uint8Array): Iterable<Fault> {
    const next = this.expected?.next();
    if (next === undefined) return;
    if (next.done === true) yield faultAt(name, 'no further file', name);
    else if (next.value.name !== name) yield faultAt(name, next.value.name, name);
    else {
      const fault = next.value.faultOf(content);
      if (fault !== undefined) yield faultAt(name, 'the content of the events', fault);
    }
  }

  /** Takes the end. */
  *end(): Iterable<Fault> {
    const next = this.expected?.next();
    if (next !== undefined && next.done !== true)
      yield faultAt(next.value.name, next.value.name, 'no file');
  }
}

const faultAt = (name: string, expected: string, found: string): Fault => ({
  ...{ what: 'archive', where: { thing: `windows/${name}` }, expected, found },
});
