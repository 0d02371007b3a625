import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { PlainButton } from "./button.tsx";
import classes from "./paged-view.module.css";
import { QueryView } from "./query-view.tsx";

interface PagedViewProps<Item> {
  readonly query: UseInfiniteQueryResult<InfiniteData<{ readonly items: readonly Item[] }>>;
  /** What is being loaded, in words. */
  readonly loading: string;
  /** What stands there when there is nothing. */
  readonly empty: ReactNode;
  readonly children: (items: readonly Item[]) => ReactNode;
}

/** A list that comes in pages: all that was read of it, that it is empty, and a way to read on. */
export function PagedView<Item>({ query, loading, empty, children }: PagedViewProps<Item>) {
  const { t } = useTranslation();
  return (
    <QueryView query={query} loading={loading}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0) return empty;
        return (
          <>
            {children(items)}
            {query.hasNextPage && (
              <div className={classes.more}>
                <PlainButton busy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
                  {t("common.more")}
                </PlainButton>
              </div>
            )}
          </>
        );
      }}
    </QueryView>
  );
}
