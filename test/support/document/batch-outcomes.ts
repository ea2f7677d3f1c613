import { describedAnswer, faultOfValue, routeOf } from './document.js';

type Command = Readonly<{ method: string; path: string }>;
type Outcome = Readonly<{ status: number; location?: string; body: unknown }>;

const PROBLEM = 400;

/** The fault of an outcome of a batch by the route of its command; undefined if there is none. */
const faultOfOutcome = (
  { method, path }: Command,
  { status, location, body }: Outcome,
): string | undefined => {
  const route = routeOf(method, path);
  const isProblem = status >= PROBLEM;
  if (route === undefined) return isProblem ? undefined : 'there is no such route';
  const found = describedAnswer(route, status);
  if (found === undefined) return `the status ${status} is not in the document`;
  const [{ headers = {} }, way] = found;
  if (location !== undefined && headers['Location'] === undefined) return 'it has a location';
  const type = isProblem ? 'application/problem+json' : 'application/json';
  return faultOfValue([...way, 'content', type, 'schema'], body);
};

/** The first outcome of a batch that the route of its command does not describe. */
export const faultOfBatch = (
  request: string | undefined,
  answer: string | undefined,
): string | undefined => {
  if (request === undefined || answer === undefined) return undefined;
  const { commands } = JSON.parse(request) as Readonly<{ commands: readonly Command[] }>;
  const { results } = JSON.parse(answer) as Readonly<{ results: readonly Outcome[] }>;
  if (commands.length !== results.length) return 'it has not one outcome for each command';
  for (const [index, command] of commands.entries()) {
    const outcome = results[index];
    const fault = outcome && faultOfOutcome(command, outcome);
    if (fault !== undefined)
      return `the outcome ${index}, of ${command.method} ${command.path}: ${fault}`;
  }
  return undefined;
};
