import { type RawBuilder, type SqlBool, sql } from "kysely";

type Condition = RawBuilder<SqlBool>;

/** Where the doctor looks, as conditions on the rows of a table's alias. */
export interface Scope {
  venue(alias: string): Condition;
  purchase(alias: string, column?: string): Condition;
  invoice(alias: string, column?: string): Condition;
  session(alias: string, column?: string): Condition;
  /** False when it looks at one case only: what belongs to the machine or to no case is left out then. */
  readonly whole: boolean;
}

/** One purchase and what became of it. */
export interface Case {
  readonly venueId: number;
  readonly purchaseId: number | null;
  readonly invoiceId: number | null;
  readonly sessionId: number | null;
}

const anything = () => sql<SqlBool>`true`;

/** Every venue of the database. */
export const everywhere: Scope = {
  venue: anything,
  purchase: anything,
  invoice: anything,
  session: anything,
  whole: true,
};

export function atVenue(venueId: number): Scope {
  const venue = (alias: string) => sql<SqlBool>`${sql.ref(`${alias}.venue_id`)} = ${venueId}`;
  return { venue, purchase: venue, invoice: venue, session: venue, whole: true };
}

export function ofCase({ venueId, purchaseId, invoiceId, sessionId }: Case): Scope {
  const is =
    (id: number | null) =>
    (alias: string, column: string = "id") =>
      id === null
        ? sql<SqlBool>`false`
        : sql<SqlBool>`${sql.ref(`${alias}.venue_id`)} = ${venueId} and ${sql.ref(`${alias}.${column}`)} = ${id}`;
  return {
    venue: (alias) => sql<SqlBool>`${sql.ref(`${alias}.venue_id`)} = ${venueId}`,
    purchase: is(purchaseId),
    invoice: is(invoiceId),
    session: is(sessionId),
    whole: false,
  };
}
