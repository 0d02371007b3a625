import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { accountRoutes } from "../accounts/routes.ts";
import { openSignIns } from "../accounts/sign-in.ts";
import { approvalRoutes } from "../approvals/routes.ts";
import { auditRoutes } from "../audit/routes.ts";
import { calendarRoutes } from "../calendar/routes.ts";
import { catalogRoutes } from "../catalog/routes.ts";
import { clockRoutes } from "../clock/routes.ts";
import type { Listener } from "../db/listener.ts";
import type { Db } from "../db/pool.ts";
import { doctorRoutes } from "../doctor/routes.ts";
import { floorRoutes } from "../floor/routes.ts";
import { groupRoutes } from "../groups/routes.ts";
import { invoiceRoutes } from "../invoices/routes.ts";
import { membershipRoutes } from "../memberships/routes.ts";
import { openPlayRoutes } from "../open-play/routes.ts";
import { playerRoutes } from "../players/routes.ts";
import { purchaseRoutes } from "../purchases/routes.ts";
import { reportRoutes } from "../reports/routes.ts";
import { sanctionRoutes } from "../sanctions/routes.ts";
import { scanRoutes } from "../scans/routes.ts";
import { sessionRoutes } from "../sessions/routes.ts";
import { stationRoutes } from "../stations/routes.ts";
import { summaryRoutes } from "../summary/routes.ts";
import { tariffRoutes } from "../tariffs/routes.ts";
import { tillRoutes } from "../tills/routes.ts";
import { venueRoutes } from "../venues/routes.ts";
import { welcomeRoutes } from "../welcome/routes.ts";
import { decorateAct } from "./act.ts";
import { guardRoutes, identifyCallers } from "./authentication.ts";
import { documentApi } from "./document.ts";
import { exposeOperations } from "./operations.ts";
import { answerProblems, answerUnreadable, answerUnroutable } from "./problems.ts";
import { logRequests } from "./request-log.ts";
import { streamChanges } from "./stream.ts";
import { serveWeb } from "./web.ts";

const LARGEST_BODY = 64 * 1024;

/** How long the head of a request may take, and how often slow ones are looked for. */
const HEAD_MS = 10_000;
const LOOK_FOR_SLOW_MS = 2_000;
/** Connections that one process holds; what comes on top is closed at once, and those that are served stay. */
const CONNECTIONS = 8_192;

export interface AppParts {
  readonly db: Db;
  readonly listener: Listener;
  readonly logger: FastifyBaseLogger;
  /** Where the data lies: the doctor looks at its disk. */
  readonly dataFolder: string;
}

/** Composes the HTTP side: one plugin a concern, one a feature. Nothing listens yet. */
export async function buildApp({ db, listener, logger, dataFolder }: AppParts): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: logger,
    bodyLimit: LARGEST_BODY,
    requestTimeout: 30_000,
    http: { headersTimeout: HEAD_MS, connectionsCheckingInterval: LOOK_FOR_SLOW_MS },
    routerOptions: { maxParamLength: 100 },
    genReqId: () => crypto.randomUUID().slice(0, 8),
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerUnreadable,
  });
  app.server.maxConnections = CONNECTIONS;
  app.decorate("db", db);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  acceptJsonOnly(app);
  answerProblems(app);
  logRequests(app);
  app.addHook("onSend", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  // What the API answers is no page: its policy needs no nonce, and none is drawn for it.
  app.addHook("onRoute", (route) => {
    if (route.url.startsWith("/api/v1")) route.helmet = { enableCSPNonces: false };
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", "data:", "blob:"],
        fontSrc: ["'self'"],
        mediaSrc: ["'self'", "blob:"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'"],
        workerSrc: ["'self'", "blob:"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    enableCSPNonces: true,
    // A shop's own network has no certificates; a proxy that has one sets this itself.
    strictTransportSecurity: false,
  });
  await app.register(rateLimit, { global: false });

  const signIns = await openSignIns(db);
  const identify = identifyCallers(app, signIns);
  guardRoutes(app, identify);
  decorateAct(app);
  await documentApi(app);
  exposeOperations(app, identify);
  await app.register(
    async (api) => {
      await api.register(accountRoutes(signIns));
      for (const routes of features) await api.register(routes);
      await api.register(doctorRoutes(dataFolder));
      streamChanges(api, listener, identify);
    },
    { prefix: "/api/v1" },
  );
  await serveWeb(app);
  await app.ready();
  return app;
}

const features = [
  venueRoutes,
  clockRoutes,
  catalogRoutes,
  calendarRoutes,
  tariffRoutes,
  membershipRoutes,
  stationRoutes,
  floorRoutes,
  groupRoutes,
  playerRoutes,
  sanctionRoutes,
  purchaseRoutes,
  invoiceRoutes,
  scanRoutes,
  sessionRoutes,
  openPlayRoutes,
  summaryRoutes,
  reportRoutes,
  tillRoutes,
  approvalRoutes,
  auditRoutes,
  welcomeRoutes,
];

/** JSON bodies or none: an empty body is no body, anything else is `unsupported_media`. */
function acceptJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") done(null, undefined);
    else parse(request, body as string, done);
  });
}
