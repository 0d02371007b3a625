import { perActor } from "../contract/limit.ts";
import { refusals } from "../contract/problem.ts";
import { administrators, type Routes } from "../contract/route.ts";
import { hashPin, setOwnPin } from "./actions.ts";
import { readOwnPin } from "./queries.ts";
import { newPin, pinState } from "./schema.ts";

const tags = ["Accounts"];

/** Changes of one's PIN a minute: each costs a hash. */
const PIN_CHANGES = 5;

export const approvalRoutes: Routes = (app, _options, done) => {
  app.get(
    "/me/pin",
    {
      config: { access: administrators },
      schema: { tags, summary: "Have I a PIN to approve with?", response: { 200: pinState, ...refusals } },
    },
    (request) => readOwnPin(app.db, request.actor),
  );
  app.put(
    "/me/pin",
    {
      config: { access: administrators, rateLimit: perActor(PIN_CHANGES) },
      schema: {
        tags,
        summary: "Choose my PIN",
        description: "By it an administrator approves a refund at a clerk’s screen. Only its hash is kept.",
        body: newPin,
        response: { 200: pinState, ...refusals },
      },
    },
    async (request, reply) => {
      const hash = await hashPin(request.body.pin);
      // What tells a retry from another request is kept as a hash, from which the PIN would soon be guessed.
      request.body.pin = "";
      return reply.act((context) => setOwnPin(context, hash));
    },
  );
  done();
};
