import { Button, FileButton, TextInput } from "@mantine/core";
import { IconCamera, IconPhoto, IconScan } from "@tabler/icons-react";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFocusKept } from "../../ui/focus-kept.ts";
import { Loading } from "../../ui/messages.tsx";
import { takesScans } from "./hand-scanner.ts";
import { readQr } from "./qr-reader.ts";
import classes from "./scan-field.module.css";

const CameraScanner = lazy(() =>
  import("./camera-scanner.tsx").then((module) => ({ default: module.CameraScanner })),
);

interface ScanFieldProps {
  readonly pending: boolean;
  readonly onScan: (text: string) => void;
  /** A picture in which no QR could be found. */
  readonly onNothingFound: () => void;
}

/**
 * Where a code comes in: typed, sent by a hand scanner (which types and presses Enter), seen by the camera or read
 * from a picture. Whatever is typed anywhere on the counter's screen ends up here.
 */
export function ScanField({ pending, onScan, onNothingFound }: ScanFieldProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [camera, setCamera] = useState(false);
  const [reading, setReading] = useState(false);
  const resetPicture = useRef<() => void>(null);
  useFocusKept(field);

  const submit = (scanned: string) => {
    const trimmed = scanned.trim();
    if (trimmed === "") return;
    setText("");
    onScan(trimmed);
    field.current?.focus();
  };
  const readPicture = async (file: File | null) => {
    if (file === null) return;
    setReading(true);
    const scanned = await createImageBitmap(file)
      .then(readQr)
      .catch(() => null);
    setReading(false);
    resetPicture.current?.();
    if (scanned === null) onNothingFound();
    else submit(scanned);
  };

  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit(text);
      }}
    >
      <TextInput
        ref={field}
        className={classes.field}
        classNames={{ input: classes.input }}
        aria-label={t("counter.scanLabel")}
        placeholder={t("counter.scanPlaceholder")}
        leftSection={<IconScan size={26} aria-hidden />}
        leftSectionWidth={52}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        enterKeyHint="go"
        maxLength={3000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        {...takesScans}
      />
      <Button type="submit" className={classes.button} disabled={text.trim() === ""}>
        {t("counter.scan")}
      </Button>
      <Button
        variant="default"
        className={classes.button}
        leftSection={<IconCamera size={22} aria-hidden />}
        onClick={() => setCamera(true)}
      >
        {t("counter.camera")}
      </Button>
      <FileButton accept="image/*" resetRef={resetPicture} onChange={(file) => void readPicture(file)}>
        {(props) => (
          <Button
            {...props}
            variant="default"
            className={classes.button}
            leftSection={<IconPhoto size={22} aria-hidden />}
          >
            {t("counter.picture")}
          </Button>
        )}
      </FileButton>
      {(pending || reading) && (
        <div className={classes.field}>
          <Loading what={t(reading ? "counter.pictureReading" : "counter.scanning")} />
        </div>
      )}
      <Suspense>
        {camera && (
          <CameraScanner
            opened
            onClose={() => setCamera(false)}
            onFound={(scanned) => {
              setCamera(false);
              submit(scanned);
            }}
          />
        )}
      </Suspense>
    </form>
  );
}
