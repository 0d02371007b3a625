import { Button, Modal, Stack } from "@mantine/core";
import { IconCamera, IconCameraOff } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty, Loading } from "../../ui/messages.tsx";
import classes from "./photo-camera.module.css";
import { squarePhoto } from "./square-photo.ts";

interface PhotoCameraProps {
  readonly onTaken: (base64: string) => void;
  readonly onClose: () => void;
}

/** The camera, until a photo is taken or the window is closed. */
export function PhotoCamera({ onTaken, onClose }: PhotoCameraProps) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<"waiting" | "seeing" | "denied">("waiting");
  useEffect(() => {
    let closed = false;
    let stream: MediaStream | null = null;
    const close = () => {
      closed = true;
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const open = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" } });
      const element = video.current;
      if (closed || element === null) return close();
      element.srcObject = stream;
      await element.play();
      setState("seeing");
    };
    open().catch(() => {
      if (!closed) setState("denied");
      close();
    });
    return close;
  }, []);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("players.photoTitle")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Stack>
        {state === "waiting" && <Loading what={t("players.photoWaiting")} />}
        {state === "denied" && (
          <Empty
            icon={<IconCameraOff size={28} />}
            title={t("players.photoDenied")}
            hint={t("players.photoDeniedHint")}
          />
        )}
        <video ref={video} muted playsInline className={classes.video} hidden={state !== "seeing"} />
        {state === "seeing" && (
          <Button
            leftSection={<IconCamera size={20} aria-hidden />}
            onClick={() => video.current && onTaken(squarePhoto(video.current))}
          >
            {t("players.photoTake")}
          </Button>
        )}
      </Stack>
    </Modal>
  );
}
