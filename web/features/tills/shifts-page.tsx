import { IconCashRegister } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import list from "../../ui/list.module.css";
import { Empty } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { PagedView } from "../../ui/paged-view.tsx";
import { useVenueFormats } from "../venue/queries.ts";
import { type Shift, shiftsQuery } from "./queries.ts";

/** Every shift and its difference; a clerk sees their own. */
export function ShiftsPage() {
  const { t } = useTranslation();
  const { instant } = useVenueFormats();
  const query = useInfiniteQuery(shiftsQuery);
  return (
    <Page title={t("tills.historyTitle")}>
      <PagedView
        query={query}
        loading={t("tills.historyLoading")}
        empty={
          <Empty
            icon={<IconCashRegister size={28} />}
            title={t("tills.emptyTitle")}
            hint={t("tills.emptyHint")}
          />
        }
      >
        {(shifts) => (
          <ul className={list.list}>
            {shifts.map((shift) => (
              <li key={shift.id}>
                <Link className={list.row} to="/shifts/$shiftId" params={{ shiftId: String(shift.id) }}>
                  <span className={list.main}>
                    {shift.till.name} · {shift.openedBy?.name ?? t("tills.zReport", { id: shift.id })}
                  </span>
                  <span className={list.end}>
                    <Outcome shift={shift} />
                  </span>
                  <span className="quiet">
                    {instant(shift.openedAt)}
                    {shift.closedAt !== null && ` – ${instant(shift.closedAt)}`}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </PagedView>
    </Page>
  );
}

function Outcome({ shift: { closedAt, difference } }: { shift: Shift }) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  if (closedAt === null) return <strong>{t("tills.isOpen")}</strong>;
  if (difference === null) return null;
  if (difference === 0) return t("tills.exact");
  const amount = money(Math.abs(difference));
  return <strong>{t(difference < 0 ? "tills.missing" : "tills.over", { amount })}</strong>;
}
