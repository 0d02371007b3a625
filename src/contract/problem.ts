import { z } from "zod";
import { problemCodes } from "../core/problems.ts";

/** RFC 9457 problem details, as every refusal is answered. */
export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(problemCodes),
    next: z.string(),
  })
  .meta({
    id: "Problem",
    description: "What happened, that nothing was lost, and what to do next (RFC 9457).",
  });

const answer = { description: "A problem", content: { "application/problem+json": { schema: problem } } };

/** The answers that any route may give besides its own. */
export const refusals = { "4xx": answer, "5xx": answer } as const;
