import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRefusedFields } from "../../../ui/refused-fields.ts";
import { useChangeVenue, type VenueChanges } from "../actions.ts";
import type { Venue } from "../queries.ts";

/**
 * The form of a few settings. It remembers in which state they were read: what somebody else changes meanwhile is shown
 * while nothing was typed here, and otherwise makes the saving be refused instead of being overwritten.
 */
export function useSectionForm<Fields extends object>(
  venue: Venue,
  { read, toChanges }: { read: (venue: Venue) => Fields; toChanges: (fields: Fields) => VenueChanges },
) {
  const { t } = useTranslation();
  const change = useChangeVenue();
  const now = read(venue);
  const [base, setBase] = useState({ fields: now, version: venue.version });
  const isAsRead = JSON.stringify(now) === JSON.stringify(base.fields);
  const form = useForm<Fields>({ initialValues: base.fields });
  const take = (taken: Venue) => {
    const fields = read(taken);
    setBase({ fields, version: taken.version });
    form.setInitialValues(fields);
    form.setValues(fields);
    form.resetDirty(fields);
  };
  const isDirty = form.isDirty();
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another state of the venue is a reason
  useEffect(() => {
    if (!isAsRead && !isDirty) take(venue);
  }, [venue.version]);
  return {
    form,
    pending: change.isPending,
    refusal: useRefusedFields(form, change.error),
    /** True when somebody else changed what is being changed here. */
    isOutdated: !isAsRead && isDirty,
    takeTheirs: () => {
      change.reset();
      take(venue);
    },
    onSubmit: form.onSubmit((fields) =>
      change.mutate(
        { ...toChanges(fields), version: isAsRead ? venue.version : base.version },
        {
          onSuccess: (saved) => {
            take(saved);
            notifications.show({ message: t("common.saved") });
          },
        },
      ),
    ),
  };
}
