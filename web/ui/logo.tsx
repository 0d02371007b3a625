import classes from "./logo.module.css";

/** The product's sign and name. */
export function Logo({ name = "GameZone" }: { name?: string }) {
  return (
    <span className={classes.logo}>
      <img src="/icon.svg" alt="" width={32} height={32} />
      <span className={classes.name}>{name}</span>
    </span>
  );
}
