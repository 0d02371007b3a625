const UNIQUE_VIOLATION = "23505";

/** Whether a statement failed because of one unique index. */
export function violates(error: unknown, index: string): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === UNIQUE_VIOLATION && constraint === index;
}

const FOREIGN_KEY_VIOLATION = "23503";

/** For `.catch()`: turns the violation of one foreign key into a refusal; every other error passes as it is. */
export function refuseOutdated(constraint: string, refusal: () => Error): (error: unknown) => never {
  return (error) => {
    const found = error as { code?: string; constraint?: string };
    throw found.code === FOREIGN_KEY_VIOLATION && found.constraint === constraint ? refusal() : error;
  };
}

/** For `.catch()`: turns the violation of one unique index into a refusal; every other error passes as it is. */
export function refuseDuplicate(index: string, refusal: () => Error): (error: unknown) => never {
  return (error) => {
    throw violates(error, index) ? refusal() : error;
  };
}
