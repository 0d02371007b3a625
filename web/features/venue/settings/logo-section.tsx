import { Button, FileButton, Group, Stack, Text, Title } from "@mantine/core";
import { IconPhotoUp, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { RefusalMessage } from "../../../ui/messages.tsx";
import { useChangeLogo } from "../actions.ts";
import type { Venue } from "../queries.ts";
import { shrinkImage } from "./shrink-image.ts";

/** The picture at the head of every invoice. */
export function LogoSection({ venue }: { venue: Venue }) {
  const { t } = useTranslation();
  const change = useChangeLogo();
  const [isNoPicture, setIsNoPicture] = useState(false);
  const pick = async (file: File | null) => {
    if (file === null) return;
    const image = await shrinkImage(file);
    setIsNoPicture(image === null);
    if (image !== null) change.mutate(image);
  };
  return (
    <section className="surface" aria-labelledby="logo">
      <Stack>
        <Title order={2} size="h4" id="logo">
          {t("venue.logo")}
        </Title>
        {venue.logo ? (
          <img
            src={venue.logo}
            alt={t("venue.logoOf", { name: venue.name })}
            style={{ maxWidth: 280, maxHeight: 120, alignSelf: "start" }}
          />
        ) : (
          <Text className="quiet">{t("venue.logoHint")}</Text>
        )}
        {isNoPicture && <Text c="var(--mantine-color-error)">{t("venue.logoUnreadable")}</Text>}
        {change.error && <RefusalMessage error={change.error} />}
        <Group>
          <FileButton accept="image/*" onChange={pick}>
            {(props) => (
              <Button
                {...props}
                variant="default"
                leftSection={<IconPhotoUp size={20} aria-hidden />}
                loading={change.isPending}
              >
                {t(venue.logo ? "venue.logoReplace" : "venue.logoChoose")}
              </Button>
            )}
          </FileButton>
          {venue.logo && (
            <Button
              variant="default"
              leftSection={<IconTrash size={20} aria-hidden />}
              onClick={() => change.mutate(null)}
            >
              {t("venue.logoRemove")}
            </Button>
          )}
        </Group>
      </Stack>
    </section>
  );
}
