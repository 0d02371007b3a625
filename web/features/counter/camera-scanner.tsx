import { Modal } from "@mantine/core";
import { IconCameraOff } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty, Loading } from "../../ui/messages.tsx";
import classes from "./camera-scanner.module.css";
import { loadQrReader, readQr } from "./qr-reader.ts";

interface CameraScannerProps {
  readonly opened: boolean;
  readonly onFound: (text: string) => void;
  readonly onClose: () => void;
}

/** Reads QR codes from the camera until one is found or the window is closed. */
export function CameraScanner({ opened, onFound, onClose }: CameraScannerProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("counter.cameraTitle")}
      size="lg"
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Camera onFound={onFound} />
    </Modal>
  );
}

const LOOK_EVERY_MS = 120;

function Camera({ onFound }: { onFound: (text: string) => void }) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const found = useRef(onFound);
  found.current = onFound;
  const [state, setState] = useState<"waiting" | "looking" | "denied">("waiting");

  useEffect(() => {
    let closed = false;
    let stream: MediaStream | null = null;
    const close = () => {
      closed = true;
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const look = async () => {
      loadQrReader().catch(() => {});
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      const element = video.current;
      if (closed || element === null) return close();
      element.srcObject = stream;
      await element.play();
      setState("looking");
      while (!closed) {
        const isSeeing = element.readyState >= element.HAVE_CURRENT_DATA;
        const text = isSeeing ? await readQr(element).catch(() => null) : null;
        if (text !== null && !closed) {
          found.current(text);
          return close();
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    };
    look().catch(() => {
      if (closed) return;
      close();
      setState("denied");
    });
    return close;
  }, []);

  return (
    <div className={classes.frame}>
      {state === "waiting" && <Loading what={t("counter.cameraWaiting")} />}
      {state === "denied" && (
        <Empty
          icon={<IconCameraOff size={28} />}
          title={t("counter.cameraDenied")}
          hint={t("counter.cameraDeniedHint")}
        />
      )}
      <video ref={video} muted playsInline className={classes.video} hidden={state !== "looking"} />
    </div>
  );
}
