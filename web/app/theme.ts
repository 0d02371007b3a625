import { createTheme } from "@mantine/core";

/** One accent; the colours of statuses are separate and hold everywhere (see ui/status.tsx). */
export const theme = createTheme({
  primaryColor: "violet",
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', Consolas, monospace",
  defaultRadius: "md",
  respectReducedMotion: true,
  headings: { fontWeight: "700" },
  components: {
    Button: { defaultProps: { size: "md" } },
    TextInput: { defaultProps: { size: "md" } },
    PasswordInput: { defaultProps: { size: "md" } },
    NumberInput: { defaultProps: { size: "md" } },
    Select: { defaultProps: { size: "md" } },
    Textarea: { defaultProps: { size: "md" } },
    Modal: {
      defaultProps: { centered: true, radius: "lg" },
      styles: {
        title: { fontSize: 20, fontWeight: 700, lineHeight: 1.25 },
        close: { width: 40, height: 40 },
      },
    },
    Menu: { styles: { item: { minHeight: 44, fontSize: 16 } } },
    Chip: { defaultProps: { size: "md" } },
  },
});
