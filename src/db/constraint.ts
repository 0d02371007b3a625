const UNIQUE_VIOLATION = "23505";
const FOREIGN_KEY_VIOLATION = "23503";
const EXCLUSION_VIOLATION = "23P01";

/** Whether a statement failed because of one unique index. */
export function violates(error: unknown, index: string): boolean {
  return isOf(error, UNIQUE_VIOLATION, index);
}

/** For `.catch()`: turns the violation of one unique index into a refusal; every other error passes as it is. */
export function refuseDuplicate(index: string, refusal: () => Error): (error: unknown) => never {
  return refuseAs(UNIQUE_VIOLATION, index, refusal);
}

/** The same for a foreign key: what was referred to is no longer so. */
export function refuseOutdated(constraint: string, refusal: () => Error): (error: unknown) => never {
  return refuseAs(FOREIGN_KEY_VIOLATION, constraint, refusal);
}

/** The same for an exclusion: two spans would overlap. */
export function refuseOverlap(constraint: string, refusal: () => Error): (error: unknown) => never {
  return refuseAs(EXCLUSION_VIOLATION, constraint, refusal);
}

function refuseAs(code: string, constraint: string, refusal: () => Error): (error: unknown) => never {
  return (error) => {
    throw isOf(error, code, constraint) ? refusal() : error;
  };
}

function isOf(error: unknown, code: string, constraint: string): boolean {
  const found = error as { code?: string; constraint?: string };
  return found.code === code && found.constraint === constraint;
}
