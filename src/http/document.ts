import { readFileSync } from "node:fs";
import { join } from "node:path";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance, FastifySchema } from "fastify";
import { createJsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import type { OpenAPIV3_1 } from "openapi-types";
import type { Access } from "../contract/route.ts";
import type { Permission } from "../core/permissions.ts";

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as {
  version: string;
};

/** The API document, made from the schemas that validate, and a page that shows it. */
export async function documentApi(app: FastifyInstance): Promise<void> {
  const transform = createJsonSchemaTransform({});
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "GameZone",
        version,
        description:
          "Sell minutes, scan, play, close. Times are RFC 3339 UTC, money is in minor units, refusals are RFC 9457 problems. Every POST accepts an `Idempotency-Key`.",
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: "/" }],
      components: {
        securitySchemes: {
          apiKey: { type: "http", scheme: "bearer", description: "A key made by `gamezone api-key create`" },
          signIn: { type: "apiKey", in: "cookie", name: "gamezone.session_token" },
        },
      },
    },
    transform: (input) => {
      const { schema, url } = transform(input);
      const { config } = input.route as { config?: { access?: Access; permission?: Permission } };
      if (config?.access === undefined) return { url, schema };
      const needs = config.permission === undefined ? {} : { "x-permission": config.permission };
      return { url, schema: { ...schema, ...whoMayCall(config.access, input.route.method), ...needs } };
    },
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document) as OpenAPIV3_1.Document),
  });
  await app.register(swaggerUi, {
    routePrefix: "/api/docs",
    // The page's own default trusts every https site with its styles, and turns a shop's http into https.
    staticCSP: {
      "default-src": ["'self'"],
      "base-uri": ["'self'"],
      "form-action": ["'self'"],
      "frame-ancestors": ["'none'"],
      "img-src": ["'self'", "data:"],
      "object-src": ["'none'"],
      "script-src": ["'self'"],
      "script-src-attr": ["'none'"],
    },
    uiConfig: { docExpansion: "list", tryItOutEnabled: false },
    theme: { title: "GameZone API" },
  });
  app.get("/api/openapi.json", { schema: { hide: true } }, () => app.swagger());
}

/** The transform writes every named schema as input and as output; one of the two is seldom referred to. */
function withoutUnused(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const written = JSON.stringify(document);
  const schemas = Object.entries(document.components?.schemas ?? {}).filter(([name]) =>
    written.includes(`"#/components/schemas/${name}"`),
  );
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
}

function whoMayCall(access: Access, method: string | string[]): FastifySchema {
  const security = access === "anybody" ? [] : [{ apiKey: [] }, { signIn: [] }];
  const retry =
    method === "POST" && access !== "anybody"
      ? {
          headers: {
            type: "object",
            properties: {
              "Idempotency-Key": {
                type: "string",
                maxLength: 200,
                description: "A retry with it answers the same",
              },
            },
          },
        }
      : {};
  return {
    security,
    "x-roles": access === "anybody" ? ["anybody"] : access,
    ...retry,
  } as unknown as FastifySchema;
}
