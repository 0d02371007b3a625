import type { Command } from "commander";
import { isSealKnown, verifyAudit } from "../audit/queries.ts";
import { BusinessError } from "../core/errors.ts";
import type { Language } from "../core/problems.ts";
import { doctorWords } from "./doctor-words.ts";
import { FINDINGS, type OperatorOptions, withDatabase } from "./operator.ts";
import { words } from "./words.ts";

export function addAudit(program: Command, language: Language): void {
  const text = doctorWords[language];
  program
    .command("audit")
    .description(text.audit)
    .command("verify")
    .description(text.auditVerify)
    .option("--head <hash>", text.auditHead)
    .option("--data <folder>", words[language].data)
    .option("--json", words[language].json)
    .action(({ head, ...options }: OperatorOptions & { head?: string }) => {
      if (head !== undefined && !/^[0-9a-f]{64}$/i.test(head)) {
        throw new BusinessError("invalid_input", { summary: text.wrongHead });
      }
      return withDatabase(options, async ({ pool: { db } }) => {
        const { chains, faults } = await verifyAudit(db);
        const headKnown = head === undefined ? null : await isSealKnown(db, head.toLowerCase());
        if (options.json) console.log(JSON.stringify({ chains, faults, headKnown }));
        else {
          for (const { venueId, sealed, waiting, head: last } of chains) {
            console.log(text.chain(venueId, sealed, waiting, last));
          }
          for (const { fault, entryId } of faults) console.log(text.fault[fault](entryId));
          if (headKnown !== null) console.log(headKnown ? text.headKnown : text.headUnknown);
          if (faults.length === 0 && headKnown !== false) console.log(text.auditFine);
        }
        if (faults.length > 0 || headKnown === false) process.exitCode = FINDINGS;
      });
    });
}
