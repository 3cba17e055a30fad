import type { ColumnType } from "kysely";

/** A column that the database fills with the time of the insert. */
export type Stamp = ColumnType<Date, Date | undefined, Date>;
export type NullableTime = ColumnType<Date | null, Date | null | undefined, Date | null>;
