const UNIQUE_VIOLATION = "23505";

/** For `.catch()`: turns the violation of one unique index into a refusal; every other error passes as it is. */
export function refuseDuplicate(index: string, refusal: () => Error): (error: unknown) => never {
  return (error) => {
    const { code, constraint } = error as { code?: string; constraint?: string };
    throw code === UNIQUE_VIOLATION && constraint === index ? refusal() : error;
  };
}
