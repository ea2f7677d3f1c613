import { type RequestContext } from '../request/request.js';

/** A command that is tried. */
type Tried = Readonly<{ method: string; path: string; body?: unknown }>;

/** Tries single commands. */
export abstract class DryRuns {
  /** The effect that the command would have; the headers of the reply are set. */
  abstract tryOne(command: Tried, context: RequestContext): Promise<object>;
}
