import { Button, Group, Modal, NumberInput, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatDay } from "../../i18n/format.ts";
import { PaymentStep } from "../selling/payment-step.tsx";
import { useVenueFormats } from "../venue/queries.ts";
import { type JoinFields, useJoinMembership } from "./actions.ts";
import { membershipsQuery, type PlayerMembership } from "./queries.ts";

const LONGEST = 24;

interface JoinDialogProps {
  readonly playerId: number;
  readonly name: string;
  readonly onClose: () => void;
}

/** Makes a player a member from today on, and takes the fee of all months at once. */
export function JoinDialog({ playerId, name, onClose }: JoinDialogProps) {
  const { t } = useTranslation();
  const { data: memberships = [] } = useQuery(membershipsQuery);
  const join = useJoinMembership(playerId);
  const offered = memberships.filter(({ active }) => active);
  const [membershipId, setMembershipId] = useState<string | null>(null);
  const [months, setMonths] = useState<number | "">(1);
  const chosen = offered.find(({ id }) => String(id) === membershipId) ?? offered[0];
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("tariffs.member.joinTitle", { name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {join.data ? (
        <Joined membership={join.data} given={join.variables} onClose={onClose} />
      ) : chosen ? (
        <Stack>
          <Select
            label={t("tariffs.member.which")}
            allowDeselect={false}
            data={offered.map(({ id, name: called }) => ({ value: String(id), label: called }))}
            value={String(chosen.id)}
            onChange={setMembershipId}
          />
          <NumberInput
            label={t("tariffs.member.months")}
            required
            min={1}
            max={LONGEST}
            allowDecimal={false}
            value={months}
            onChange={(value) => setMonths(value === "" ? "" : Number(value))}
          />
          {months !== "" && months >= 1 && months <= LONGEST && (
            <PaymentStep
              key={`${chosen.id} ${months}`}
              sold={{ price: chosen.price * months }}
              pending={join.isPending}
              error={join.error}
              unpaidId={null}
              onTake={(payment, tillId) =>
                join.mutate({
                  membershipId: chosen.id,
                  months,
                  price: chosen.price * months,
                  payment,
                  tillId,
                })
              }
            />
          )}
        </Stack>
      ) : (
        <Text>{t("tariffs.member.noneOffered")}</Text>
      )}
    </Modal>
  );
}

interface JoinedProps {
  readonly membership: PlayerMembership;
  readonly given: JoinFields;
  readonly onClose: () => void;
}

function Joined({ membership, given: { payment, price }, onClose }: JoinedProps) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const change = payment.method === "cash" ? payment.tendered - price : 0;
  return (
    <Stack>
      <Text fw={700} fz="xl">
        {membership.name} · {t("tariffs.member.until", { day: formatDay(membership.untilDay) })}
      </Text>
      {change > 0 && (
        <Text fw={700} fz={28}>
          {t("selling.giveBack", { amount: money(change) })}
        </Text>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          {t("common.close")}
        </Button>
      </Group>
    </Stack>
  );
}
