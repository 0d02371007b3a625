import { Button, FileButton, Group } from "@mantine/core";
import { IconCamera, IconPhoto, IconTrash } from "@tabler/icons-react";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { showRefusal } from "../../ui/show-refusal.ts";
import { useChangePhoto, useRemovePhoto } from "./actions.ts";
import { PlayerFace } from "./player-face.tsx";
import type { Player } from "./queries.ts";
import { squarePhoto } from "./square-photo.ts";

const PhotoCamera = lazy(() =>
  import("./photo-camera.tsx").then((module) => ({ default: module.PhotoCamera })),
);

/** A player's photo and, once they agreed to it, the ways to take another one or to remove it. */
export function PlayerPhoto({ player }: { player: Player }) {
  const { t } = useTranslation();
  const change = useChangePhoto(player.id);
  const remove = useRemovePhoto(player.id);
  const [camera, setCamera] = useState(false);
  const reset = useRef<() => void>(null);
  const keep = (base64: string) => change.mutate(base64, { onError: showRefusal });
  const readFile = async (file: File | null) => {
    if (file === null) return;
    reset.current?.();
    await createImageBitmap(file)
      .then((picture) => keep(squarePhoto(picture)))
      .catch(() => showRefusal(t("players.photoUnreadable")));
  };
  return (
    <Group align="flex-end">
      <PlayerFace player={player} size={120} />
      {player.consentedAt !== null && (
        <Group gap="xs">
          <Button
            size="sm"
            variant="default"
            leftSection={<IconCamera size={18} aria-hidden />}
            loading={change.isPending}
            onClick={() => setCamera(true)}
          >
            {t("players.photoTake")}
          </Button>
          <FileButton accept="image/*" resetRef={reset} onChange={(file) => void readFile(file)}>
            {(props) => (
              <Button
                {...props}
                size="sm"
                variant="default"
                leftSection={<IconPhoto size={18} aria-hidden />}
              >
                {t("players.photoFile")}
              </Button>
            )}
          </FileButton>
          {player.photoAt !== null && (
            <Button
              size="sm"
              variant="default"
              leftSection={<IconTrash size={18} aria-hidden />}
              loading={remove.isPending}
              onClick={() => remove.mutate(undefined, { onError: showRefusal })}
            >
              {t("players.photoRemove")}
            </Button>
          )}
        </Group>
      )}
      <Suspense>
        {camera && (
          <PhotoCamera
            onTaken={(base64) => {
              setCamera(false);
              keep(base64);
            }}
            onClose={() => setCamera(false)}
          />
        )}
      </Suspense>
    </Group>
  );
}
