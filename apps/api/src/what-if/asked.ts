import { badRequest } from '../http/answer/http-problem.js';
import { type TriedCommand } from './tried-command.js';
import { type WhatIfBody } from './what-if.bodies.js';

/** Commands at a moment; at the present if `at` is undefined. */
type AskedMoment = Readonly<{
  field: 'commands';
  commands: readonly TriedCommand[];
  at: string | undefined;
}>;

/** Commands just before a step of an operation, or instead of its command. */
export type AskedOperation = Readonly<{
  field: 'with';
  commands: readonly TriedCommand[];
  operation: string;
  step: number | undefined;
}>;

/**
 * The question of a request, in one of its two forms.
 *
 * @throws HttpProblem 400 for a mixture of both, and for a step without a command before it
 */
export const askedIn = (body: WhatIfBody): AskedMoment | AskedOperation => {
  const { commands, with: others, operation, at, step } = body;
  const isOfOperation = operation !== undefined;
  const alien = isOfOperation ? { commands, at } : { with: others, step };
  const [field] = Object.entries(alien).find(([, value]) => value !== undefined) ?? [];
  if (field !== undefined)
    throw badRequest(`/${field}`, `goes not with ${isOfOperation ? '"operation"' : '"commands"'}`);
  if (!isOfOperation) return { field: 'commands', commands: listed(commands, 'commands'), at };
  return { field: 'with', commands: listed(others, 'with'), operation, step };
};

const listed = (
  commands: readonly TriedCommand[] | undefined,
  field: string,
): readonly TriedCommand[] => {
  if (commands === undefined) throw badRequest(`/${field}`, `${field} is missing`);
  for (const [index, { when }] of commands.entries())
    if (when !== undefined && (index === 0 || commands[index - 1]?.when !== undefined))
      throw badRequest(
        `/${field}/${index}/when`,
        'needs a command before it that comes before no step itself',
      );
  return commands;
};
