import { Button, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFocusKept } from "../../ui/focus-kept.ts";
import { takesScans } from "../counter/hand-scanner.ts";
import classes from "./case-search.module.css";

/** One field for whatever a customer shows or says. A hand scanner types here: its ticket is explained, not activated. */
export function CaseSearch({ onSearch }: { onSearch: (typed: string) => void }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  useFocusKept(field);
  return (
    <search>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          const typed = text.trim();
          if (typed === "") return;
          // The next scan must not be written behind this one.
          setText("");
          onSearch(typed);
          field.current?.focus();
        }}
      >
        <TextInput
          ref={field}
          className={classes.field}
          classNames={{ input: classes.input }}
          label={t("doctor.searchLabel")}
          placeholder={t("doctor.searchPlaceholder")}
          leftSection={<IconSearch size={26} aria-hidden />}
          leftSectionWidth={52}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          enterKeyHint="search"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          {...takesScans}
        />
        <Button type="submit" className={classes.button} disabled={text.trim() === ""}>
          {t("doctor.search")}
        </Button>
      </form>
    </search>
  );
}
