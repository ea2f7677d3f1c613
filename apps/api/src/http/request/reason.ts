import { applyDecorators, type Type } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';

import { Optional } from './optional.js';
import { TakenBody } from './taken-body.js';

const MAX_REASON = 1000;

/** The rules of a reason. */
const Reason = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      type: String,
      maxLength: MAX_REASON,
      description: 'The words of the operator, kept with every event of the command',
    }),
    Optional(),
    IsString(),
    MaxLength(MAX_REASON),
  );

/** The fields of a command that has no others. */
class ReasonBody {
  @Reason() readonly reason?: string;
}

/** The classes with a reason, by the class without it: the document has each of them once. */
const MADE = new Map<Type<object>, Type<object>>();

/**
 * A class of fields with the operator's reason. Every command has one: `command` adds it to the body
 * or the query of each row of the table.
 */
export const withReason = (fields?: Type<object>): Type<object> => {
  if (fields === undefined) return ReasonBody;
  const made = MADE.get(fields) ?? reasoned(fields);
  MADE.set(fields, made);
  return made;
};

const reasoned = (fields: Type<object>): Type<object> => {
  class WithReason extends fields {}
  Object.defineProperty(WithReason, 'name', { value: fields.name });
  Reason()(WithReason.prototype, 'reason');
  return WithReason;
};

/** The fields of a body or a query without the reason, which the caller has. */
export const withoutReason = (fields: unknown): unknown =>
  isFields(fields) && 'reason' in fields
    ? Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'reason'))
    : fields;

/**
 * The reason in a body that is JSON, else in the query. A reason of another kind counts as none
 * here: the check of the body or the query refuses it.
 */
export const reasonIn = (body: unknown, query: unknown): string | undefined => {
  const reason = fieldOf(isFields(body) && !(body instanceof TakenBody) ? body : query);
  const isReason = typeof reason === 'string' && reason !== '' && reason.length <= MAX_REASON;
  return isReason ? reason : undefined;
};

const isFields = (value: unknown): value is object => typeof value === 'object' && value !== null;

const fieldOf = (fields: unknown): unknown =>
  isFields(fields) && 'reason' in fields ? fields.reason : undefined;
