import { type DataOf, type Message } from '#domain';
import { type RegistryChange } from '#registry';

import { object, type Of, type Schema } from '../../http/schema/schema.js';
import { type ChangeShape } from '../../registry/value-schemas.js';

/**
 * The JSON form of a value in the data of an event: ids are texts, and changes have the form of a
 * request.
 */
export type Shown<Value> = Value extends string & { readonly of: string }
  ? string
  : Value extends RegistryChange
    ? ChangeShape
    : Value extends readonly (infer Item)[]
      ? readonly Shown<Item>[]
      : Value extends object
        ? { readonly [Name in keyof Value]: Shown<Value[Name]> }
        : Value;

/** The data of an event that has none. */
export const NOTHING: Schema<Readonly<Record<string, never>>> = object({});

/**
 * The same type in a form of which two are assignable to each other only if they have the same
 * fields: an optional field stands in a tuple.
 */
type Strict<Value> = Value extends object
  ? {
      readonly [Name in keyof Value]-?: Partial<Pick<Value, Name>> extends Pick<Value, Name>
        ? readonly [Strict<Value[Name]>]
        : Strict<Value[Name]>;
    }
  : Value;

type IsSame<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;

/** A schema for the data of each event of a union. */
type DataTable<Union extends Message> = Readonly<Record<Union['type'], Schema>>;

/** The same, where each schema has exactly the fields and the values of the event. */
type ExactTable<Union extends Message, Table extends DataTable<Union>> = {
  readonly [Type in Union['type']]: IsSame<
    Strict<Of<Table[Type]>>,
    Strict<Shown<DataOf<Union, Type>>>
  > extends true
    ? Schema
    : Readonly<{ differsFromTheEvent: Shown<DataOf<Union, Type>> }>;
};

/**
 * The schemas of the data of all events of a union. A schema with a field or a value that its event
 * does not have, or without one that it has, does not compile.
 */
export const dataOfEvents =
  <Union extends Message>() =>
  <Table extends DataTable<Union>>(table: ExactTable<Union, Table> & Table): Table =>
    table;
