import classes from "./player-face.module.css";
import type { Player } from "./queries.ts";

interface PlayerFaceProps {
  readonly player: Pick<Player, "id" | "name" | "photoAt">;
  /** Of its side, in pixels. */
  readonly size?: number;
}

/** A player's photo or, where none is kept, the first letters of the name. The name stands beside it. */
export function PlayerFace({ player, size = 56 }: PlayerFaceProps) {
  const style = { width: size, height: size };
  if (player.photoAt === null) {
    return (
      <span className={classes.face} style={style} aria-hidden>
        {initials(player.name)}
      </span>
    );
  }
  return (
    <img
      className={classes.face}
      style={style}
      // Another photo has another address, so that the browser asks for it.
      src={`/api/v1/players/${player.id}/photo?of=${encodeURIComponent(player.photoAt)}`}
      alt=""
    />
  );
}

function initials(name: string): string {
  const words = name.split(/[\s-]+/).filter((word) => word !== "");
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.charAt(0).toUpperCase() ?? "")
    .join("");
}
