import assert from "node:assert/strict";
import type { OpenAPIV3_1 } from "openapi-types";
import type { Permission } from "../../src/core/permissions.ts";

export type Schema = OpenAPIV3_1.SchemaObject;

/** One call that the API document offers. */
export interface Operation {
  readonly method: string;
  /** Behind `/api/v1`, with its parameters in braces */
  readonly path: string;
  readonly roles: readonly string[];
  /** What one of those roles must have been allowed besides. */
  readonly permission: Permission | undefined;
  readonly query: ReadonlyArray<{
    readonly name: string;
    readonly required: boolean;
    readonly schema: Schema;
  }>;
  /** The shapes that a body may have; none where the route reads none. */
  readonly bodies: readonly Schema[];
  readonly responses: OpenAPIV3_1.ResponsesObject;
}

export interface ApiDocument {
  readonly operations: readonly Operation[];
  readonly schemas: Record<string, Schema>;
}

/** Reads the document of a running server: what a new route adds is in it without anybody's doing. */
export async function readApiDocument(address: string): Promise<ApiDocument> {
  const document = (await (await fetch(`${address}/api/openapi.json`)).json()) as OpenAPIV3_1.Document;
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, described]) => {
      const operation = described as OpenAPIV3_1.OperationObject & {
        "x-roles"?: string[];
        "x-permission"?: Permission;
      };
      const body = operation.requestBody as OpenAPIV3_1.RequestBodyObject | undefined;
      const schema = body?.content["application/json"]?.schema as Schema | undefined;
      const parameters = (operation.parameters ?? []) as OpenAPIV3_1.ParameterObject[];
      return {
        method: method.toUpperCase(),
        path: path.replace("/api/v1", ""),
        roles: operation["x-roles"] ?? [],
        permission: operation["x-permission"],
        query: parameters
          .filter((parameter) => parameter.in === "query")
          .map(({ name, required = false, schema: of }) => ({ name, required, schema: of as Schema })),
        bodies: shapes(schema),
        responses: operation.responses ?? {},
      };
    }),
  );
  assert.ok(operations.length >= 50, `${operations.length} routes`);
  return { operations, schemas: (document.components?.schemas ?? {}) as Record<string, Schema> };
}

/** The alternatives of a body that are objects. */
function shapes(schema: Schema | undefined): Schema[] {
  if (schema === undefined) return [];
  const alternatives = (schema.anyOf ?? schema.oneOf ?? [schema]) as Schema[];
  return alternatives.filter(({ type }) => type === "object");
}
