import { ValidateIf } from 'class-validator';

/** A field that may be absent. Null does not count as absent. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
