import { ValidateIf } from 'class-validator';

/** A field that may be left out; a null is not left out. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** The fields of a body that were not left out. */
export const given = <Body extends object>(body: Body): Partial<Body> =>
  Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== undefined),
  ) as Partial<Body>;
