import { Button, Group, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { LanguageSwitch } from "../../ui/language-switch.tsx";
import { Logo } from "../../ui/logo.tsx";
import { RefusalMessage } from "../../ui/messages.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { useSignIn } from "../account/actions.ts";
import classes from "./sign-in-page.module.css";

/** The door: staff go to the counter, players to their purchases. */
export function SignInPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const signIn = useSignIn();
  const form = useForm({ initialValues: { username: "", password: "" } });
  useEffect(() => {
    document.title = `${t("signIn.title")} · GameZone`;
  }, [t]);
  const refusal = useRefusedFields(form, signIn.error);
  return (
    <main className={classes.page}>
      <form
        className={`surface ${classes.form}`}
        onSubmit={form.onSubmit((credentials) =>
          signIn.mutate(credentials, {
            onSuccess: (me) => router.navigate({ to: me.role === "player" ? "/my" : "/" }),
          }),
        )}
      >
        <Stack>
          <Group justify="space-between">
            <Logo />
            <LanguageSwitch />
          </Group>
          <div>
            <Title order={1} size="h2">
              {t("signIn.welcome")}
            </Title>
            <Text className="quiet">{t("signIn.hint")}</Text>
          </div>
          <TextInput
            label={t("signIn.username")}
            required
            withAsterisk={false}
            autoFocus
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={64}
            {...form.getInputProps("username")}
          />
          <PasswordInput
            label={t("signIn.password")}
            required
            withAsterisk={false}
            autoComplete="current-password"
            maxLength={128}
            {...form.getInputProps("password")}
          />
          {Boolean(refusal) && <RefusalMessage error={refusal} />}
          <Button type="submit" size="lg" loading={signIn.isPending}>
            {t("signIn.submit")}
          </Button>
          <Text className="quiet" size="sm">
            {t("signIn.forgotten")}
          </Text>
        </Stack>
      </form>
    </main>
  );
}
