import { ValidateIf } from 'class-validator';

/** A field that may be left out; a null is not left out. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
