import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import classes from "./navigation.module.css";
import { type Destination, NavigationLink } from "./navigation-link.tsx";

// Its window weighs as much as a player's whole page, and players have no use for it.
const MoreDestinations = lazy(() =>
  import("./more-destinations.tsx").then(({ MoreDestinations }) => ({ default: MoreDestinations })),
);

interface NavigationProps {
  /** What is done all day: always in view. */
  readonly daily: readonly Destination[];
  /** What is done now and then: on a phone, behind "more". */
  readonly seldom: readonly Destination[];
}

/** A column beside the screen on a computer, a bar under the thumb on a phone. */
export function Navigation({ daily, seldom }: NavigationProps) {
  const { t } = useTranslation();
  return (
    <nav className={classes.navigation} aria-label={t("nav.label")}>
      {daily.map((destination) => (
        <NavigationLink key={destination.to} {...destination} />
      ))}
      <div className={classes.wide}>
        {seldom.map((destination) => (
          <NavigationLink key={destination.to} {...destination} />
        ))}
      </div>
      {seldom.length > 0 && (
        <Suspense>
          <MoreDestinations destinations={seldom} />
        </Suspense>
      )}
    </nav>
  );
}
